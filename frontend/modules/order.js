// Rows in an order of their own: dragged by their grip; the arrows beside them do the same by keyboard, without this script.
import Sortable from "sortablejs";

export function draw(root) {
  for (const list of root.querySelectorAll("[data-order]")) {
    if (list.dataset.sortable) continue;
    list.dataset.sortable = "1";
    Sortable.create(list, {
      handle: "[data-grip]",
      draggable: "[data-id]",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      onEnd: ({ oldIndex, newIndex }) => {
        if (oldIndex === newIndex) return;
        const form = document.getElementById(list.dataset.order);
        for (const row of list.querySelectorAll(":scope > [data-id]")) {
          const input = document.createElement("input");
          Object.assign(input, { type: "hidden", name: list.dataset.orderName || "stage", value: row.dataset.id });
          form.append(input);
        }
        form.requestSubmit();
      },
    });
  }
}
