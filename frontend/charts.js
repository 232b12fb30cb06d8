// Charts that need an axis: drawn from the table beside them, in the page's colours, each point opening its records.
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, PieChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--ak-${name}`).trim();

/** A colour token as the browser resolves it now: echarts does not understand `light-dark()`. */
function resolved(name) {
  const probe = document.createElement("i");
  probe.style.color = colour(name);
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** Labels and series of numbers, read from the table of a chart. */
function read(table) {
  const heads = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  return {
    labels: rows.map((row) => row.cells[0].textContent.trim()),
    links: rows.map((row) => row.querySelector("a")?.href ?? ""),
    series: heads.map((name, at) => ({ name, data: rows.map((row) => Number(row.cells[at + 1].dataset.value ?? 0)) })),
  };
}

function options(kind, { labels, series }) {
  const text = { color: resolved("text-2"), fontFamily: "inherit", fontSize: 12 };
  const line = { lineStyle: { color: resolved("line") } };
  const common = {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 200,
    color: [resolved("chart-1"), resolved("chart-2"), resolved("chart-3")],
    textStyle: text,
    tooltip: { trigger: kind === "pie" ? "item" : "axis", confine: true, renderMode: "richText" },
  };
  if (kind === "pie") {
    const data = labels.map((name, at) => ({ name, value: series[0].data[at] }));
    return { ...common, series: [{ type: "pie", radius: ["52%", "78%"], data, label: text }] };
  }
  return {
    ...common,
    legend: series.length > 1 ? { left: 0, top: 0, icon: "roundRect", itemWidth: 8, itemHeight: 8, textStyle: text } : undefined,
    grid: { left: 4, right: 8, top: series.length > 1 ? 32 : 12, bottom: 4, containLabel: true },
    xAxis: { type: "category", data: labels, axisLabel: text, axisLine: line, axisTick: { show: false } },
    yAxis: { type: "value", axisLabel: text, splitLine: line, minInterval: 1 },
    series: series.map((one) => ({ ...one, type: kind === "line" ? "line" : "bar", barMaxWidth: 28, smooth: false, symbolSize: 6 })),
  };
}

function drawOne(place) {
  place.chart?.dispose();
  const table = document.getElementById(place.dataset.table);
  if (!table) return;
  const data = read(table);
  place.chart = init(place, null, { renderer: "svg" });
  place.chart.setOption(options(place.dataset.chart, data));
  place.chart.on("click", ({ dataIndex }) => data.links[dataIndex] && location.assign(data.links[dataIndex]));
}

export function draw(root) {
  for (const place of root.querySelectorAll("[data-chart]")) if (!place.chart) drawOne(place);
}

addEventListener("resize", () => document.querySelectorAll("[data-chart]").forEach((place) => place.chart?.resize()));
document.addEventListener("akrab:theme", () => document.querySelectorAll("[data-chart]").forEach(drawOne));
