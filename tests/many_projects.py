"""Cases of any size with long Vietnamese names, for pages that must hold them: 8, 60 and 500 projects."""

from tests.small_cases import Tree, case_tree

NAMES = (
    "Đổi mới dây chuyền sản xuất gạch không nung tiết kiệm năng lượng và xử lý khí thải lò nung tại huyện Phong Thổ",
    "Hỗ trợ thiết bị sấy chè bằng sinh khối thay than cho các hợp tác xã vùng cao huyện Tân Uyên và Than Uyên",
    "Nghiêng",
    "Xây dựng hệ thống xử lý nước thải tập trung của cụm công nghiệp, giai đoạn hai, có tái sử dụng nước cho sản xuất",
    "Điện mặt trời mái nhà cho làng nghề dệt thổ cẩm, kèm đào tạo vận hành, bảo dưỡng và quản lý rủi ro cho hộ nghèo",
    "Kiểm toán năng lượng và cải tạo động cơ, máy nén khí, chiếu sáng tại mười hai cơ sở sử dụng năng lượng trọng điểm",
    "Thay lò gạch đất nung thủ công bằng lò tuy-nen liên tục nhiên liệu trấu ép, thu hồi nhiệt thải để sấy gạch mộc",
)
SECTORS = ("crafts", "mining", "power", "trade")
SECTOR_NAMES = (
    "Tiểu thủ công nghiệp và làng nghề truyền thống của đồng bào các dân tộc",
    "Công nghiệp khai thác và chế biến khoáng sản",
    "Năng lượng tái tạo và phân phối điện",
    "Thương mại",
)
PLACES = ("muong_te", "nam_nhun", "phong_tho", "sin_ho", "tam_duong")
FIRST, YEARS = 2026, 5


def many_projects(count: int) -> Tree:
    """Return a case with so many projects; about half of them get money."""
    projects = {f"du_an_{number:03}": _project(number) for number in range(1, count + 1)}
    asked = sum(int(each["asks"]) for each in projects.values())
    budget = {str(FIRST + year): str(asked * (9 + year) // 130) for year in range(YEARS)}
    further = {str(FIRST + year): str(asked * 2 // 100) for year in range(YEARS)}
    funds: dict[str, Tree] = {
        "khuyen_cong": {
            "name": "Kinh phí khuyến công và chuyển đổi năng lượng của ngân sách tỉnh bố trí hằng năm",
            "amount": budget,
            "source": "invented",
        },
        "oda": {
            "name": "Vốn ODA",
            "amount": further,
            "for": {"kinds": ["renewable"]},
            "source": "invented",
            "carry_over": "all",
        },
    }
    rules: dict[str, Tree] = {
        "crafts_floor": {
            "rule": "floor",
            "name": "Mức sàn dành cho tiểu thủ công nghiệp và làng nghề truyền thống ở các huyện vùng cao biên giới",
            "of": "public_money",
            "to": {"sectors": ["crafts"]},
            "at_least": "31 %",
        },
        "trade_ceiling": {"rule": "ceiling", "of": "public_money", "to": {"sectors": ["trade"]}, "at_most": "17 %"},
    }
    tree = case_tree(projects, funds, rules, horizon=(FIRST, FIRST + YEARS - 1))
    tree["case"]["title"] = "Kế hoạch tăng trưởng xanh ngành công thương: hồ sơ thử với nhiều dự án và tên rất dài"
    tree["model"]["sectors"] = {name: {"name": words} for name, words in zip(SECTORS, SECTOR_NAMES, strict=True)}
    tree["places"] = {name: {"name": f"Huyện {name.replace('_', ' ').title()}"} for name in PLACES}
    return tree


def _project(number: int) -> Tree:
    """Return the n-th project; its numbers follow from its own, no two in a row alike."""
    cost = 180 + number * 37 % 911
    return {
        "name": f"{NAMES[number % len(NAMES)]} ({number})",
        "sector": SECTORS[number % len(SECTORS)],
        "kind": ("efficiency", "renewable", "cleaner_production")[number % 3],
        "place": PLACES[number * 3 % len(PLACES)],
        "cost": str(cost),
        "asks": str(cost // 2),
        "spending": ["60 %", "40 %"] if number % 4 == 1 else ["100 %"],
        "start": [str(FIRST), str(FIRST + YEARS - 2)],
        "scale": "continuous",
        "saves": {"electricity": f"{11 + number * 53 % 487} MWh/yr", "coal": f"{number * 29 % 83} t/yr"},
    }
