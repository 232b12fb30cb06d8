"""Invented people and companies of six languages, with the telephones, towns and streets of their countries.

Every address ends in `.example`, which no mail can ever reach.
"""

import random
from dataclasses import dataclass

from akrab.lib.text import fold, has_cjk, sort_key


@dataclass(frozen=True, repr=False)
class Tongue:
    """What names and addresses of one language are made of; `#` stands for a digit."""

    language: str
    country: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    middle: tuple[str, ...]
    pattern: str
    phone: str
    towns: tuple[tuple[str, str, str], ...]  # name, postcode, province
    streets: tuple[str, ...]
    firms: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FILIPINO = Tongue(
    "fil", "PH",
    _words("Ana Maria Jose Andres Liza Rosario Benigno Corazon Emilio Gloria Paolo Jasmine Ramon Teresita Arnel Divina "
           "Efren Imelda Jericho Katrina Lito Marites Nestor Ofelia Rodel Sheila Tomas Vilma Rizalina Dante"),
    _words("Reyes Santos Cruz Bautista Ocampo Garcia Mendoza Torres Dimaculangan Villanueva Ramos Aquino Navarro "
           "Salazar Mercado Aguilar Panganiban Dizon Lacson Magbanua Pascual Manalo Evangelista Tolentino"),
    ("Luna", "Rivera", "Abad", "Castro"),
    "{given} {family}", "+63917#######",
    (("Quezon City", "1103", "Metro Manila"), ("Makati", "1200", "Metro Manila"), ("Cebu City", "6000", "Cebu"),
     ("Davao City", "8000", "Davao del Sur"), ("Pasig", "1600", "Metro Manila"),
     ("Iloilo City", "5000", "Iloilo")),
    ("Scout Limbaga St", "Kamuning Road", "Mabini St", "Katipunan Ave", "Osmeña Blvd", "Rizal St"),
    ("{family} Builders", "{family} Trading", "Bahay {given}", "{family} & Sons Realty"),
)  # fmt: skip

MALAY = Tongue(
    "ms", "MY",
    _words("Ahmad Aisyah Faizal Siti Nurul Hafiz Zainab Azman Farah Hakim Izzati Kamal Liyana Megat Nadia Omar Puteri "
           "Rahim Salmah Shahrul Wan Yusof Zulaikha Amir Balqis Daniel Ridzuan Suhaila"),
    _words("Abdullah Rahman Ismail Hassan Ibrahim Othman Yaakob Sulaiman Zakaria Mahmud Aziz Bakar Hamid Latif Salleh "
           "Musa Nordin Razak Samad Talib"),
    ("bin", "binti"),
    "{given} {middle} {family}", "+6012#######",
    (("Kuala Lumpur", "50450", "Kuala Lumpur"), ("Petaling Jaya", "46000", "Selangor"),
     ("George Town", "10200", "Pulau Pinang"), ("Johor Bahru", "80000", "Johor"),
     ("Ipoh", "30000", "Perak")),
    ("Jalan Ampang", "Jalan Tun Razak", "Jalan Merdeka", "Lorong Kenanga", "Jalan Bunga Raya"),
    ("{family} Binaan Sdn Bhd", "Rumah {given} Sdn Bhd", "{family} Maju Enterprise"),
)  # fmt: skip

INDONESIAN = Tongue(
    "id", "ID",
    _words("Budi Dewi Agus Sri Rini Bambang Ayu Eko Fitri Gilang Hendra Indah Joko Kartika Lestari Made Ningsih Putu "
           "Ratna Slamet Tri Wahyu Yanti Bayu Citra Dimas Galih Wulan"),
    _words("Santoso Wijaya Pratama Lestari Nugroho Saputra Hidayat Kusuma Siregar Simanjuntak Halim Gunawan Permata "
           "Setiawan Wibowo Suryadi Hartono Utami Maharani Purnomo"),
    ("Dwi", "Adi", "Nur", "Putra"),
    "{given} {family}", "+62812#######",
    (("Jakarta", "10110", "DKI Jakarta"), ("Surabaya", "60271", "Jawa Timur"),
     ("Bandung", "40111", "Jawa Barat"), ("Yogyakarta", "55111", "DI Yogyakarta"), ("Denpasar", "80111", "Bali")),
    ("Jl. Sudirman", "Jl. Diponegoro", "Jl. Gajah Mada", "Jl. Melati", "Jl. Asia Afrika"),
    ("PT {family} Jaya", "CV {given} Makmur", "PT {family} Sejahtera"),
)  # fmt: skip

CHINESE = Tongue(
    "zh-hans", "CN",
    _words("伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 涛 明 超 霞 平 刚 桂英 小明 建国 志强 秀兰 文博 雨欣 子涵 浩然 思远 "
          "晓燕 海燕 国华 佳怡 梓萱 宇航 婷婷 俊杰"),
    _words("王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 欧阳"),
    ("",),
    "{family}{given}", "+86138########",
    (("上海", "200000", "上海市"), ("北京", "100000", "北京市"), ("广州", "510000", "广东省"),
     ("深圳", "518000", "广东省"), ("成都", "610000", "四川省"), ("厦门", "361000", "福建省")),
    ("人民路", "中山路", "解放大道", "建设路", "长江路"),
    ("{family}氏门窗有限公司", "{given}建筑公司", "{family}记贸易有限公司"),
)  # fmt: skip

VIETNAMESE = Tongue(
    "vi", "VN",
    _words("Anh Bình Châu Dũng Đức Giang Hà Hải Hạnh Hiếu Hoa Hùng Huyền Khánh Lan Linh Long Mai Minh Nam Nga Ngọc "
           "Nhung Phúc Phương Quân Quỳnh Sơn Tâm Thảo Thắng Thủy Trang Tuấn Vy Yến"),
    _words("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý"),
    ("Văn", "Thị", "Minh", "Thanh", "Hữu", "Ngọc", "Quốc", "Thu"),
    "{family} {middle} {given}", "+8491#######",
    (("Hà Nội", "100000", "Hà Nội"), ("Đà Nẵng", "550000", "Đà Nẵng"),
     ("Thành phố Hồ Chí Minh", "700000", "Thành phố Hồ Chí Minh"), ("Cần Thơ", "900000", "Cần Thơ"),
     ("Huế", "530000", "Thừa Thiên Huế")),
    ("Trần Hưng Đạo", "Lê Lợi", "Nguyễn Huệ", "Hai Bà Trưng", "Điện Biên Phủ"),
    ("Công ty TNHH {given} {family}", "Cửa sổ {given}", "Xây dựng {family} {given}"),
)  # fmt: skip

ENGLISH = Tongue(
    "en", "SG",
    _words("James Emily Oliver Sophie Thomas Charlotte William Grace Henry Amelia Daniel Lucy Samuel Hannah "
           "George Alice Edward Clara Peter Margaret Andrew Joan Stephen Helen"),
    _words("Walker Bennett Clarke Hughes Foster Kowalski Murphy Campbell Turner Harrison Wright Palmer Gibson Marshall "
           "O'Brien Fletcher Whitfield Barker Stone Ashworth"),
    ("Jane", "Lee", "Rose", "Alan"),
    "{given} {family}", "+659#######",
    (("Singapore", "049315", ""), ("Singapore", "238823", ""), ("Singapore", "179098", "")),
    ("Orchard Road", "River Valley Road", "East Coast Road", "Bukit Timah Road"),
    ("{family} & Partners", "{family} Holdings", "{given} {family} Interiors"),
)  # fmt: skip

TONGUES = (FILIPINO, MALAY, INDONESIAN, CHINESE, VIETNAMESE, ENGLISH)
MAIL_HOSTS = ("mail.example", "post.example", "home.example")


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    name: str
    tongue: Tongue
    phone: str
    email: str
    address: dict[str, str]


def person(chance: random.Random, tongue: Tongue, number: int) -> Person:
    """A person of a language; `number` keeps mail addresses apart."""
    words = _chosen(chance, tongue)
    name = tongue.pattern.format(**words)
    host = MAIL_HOSTS[number % len(MAIL_HOSTS)]
    return Person(
        name, tongue, phone(chance, tongue), f"{mail_name(name)}{number}@{host}", address(chance, tongue)
    )


def firm(chance: random.Random, tongue: Tongue) -> str:
    """The name of a company."""
    return chance.choice(tongue.firms).format(**_chosen(chance, tongue))


def phone(chance: random.Random, tongue: Tongue) -> str:
    """A number as the country's mobile networks give them, in E.164."""
    first, *rest = tongue.phone.split("#")
    return first + str(chance.randint(2, 8)) + "".join(str(chance.randint(0, 9)) for _place in rest[1:])


def address(chance: random.Random, tongue: Tongue) -> dict[str, str]:
    """A house in one of the country's towns."""
    town, postcode, province = chance.choice(tongue.towns)
    house, street = chance.randint(1, 240), chance.choice(tongue.streets)
    line = f"{street}{house}号" if tongue is CHINESE else f"{house} {street}"
    said = {"line1": line, "city": town, "postcode": postcode, "country": tongue.country}
    return {**said, "region": province} if province else said


def mail_name(name: str) -> str:
    """What stands before the @: the name in plain letters, Chinese by its sound."""
    plain = "".join(c for c in sort_key(name) if not c.isdigit()) if has_cjk(name) else fold(name)
    return ".".join("".join(c for c in word if c.isalnum()) for word in plain.split())


def _chosen(chance: random.Random, tongue: Tongue) -> dict[str, str]:
    return {
        "given": chance.choice(tongue.given),
        "family": chance.choice(tongue.family),
        "middle": chance.choice(tongue.middle),
    }
