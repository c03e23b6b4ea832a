"""Names as patients have them: script -> names.  All of them must be printed, and read back exactly."""

from __future__ import annotations

NAMES: dict[str, tuple[str, ...]] = {
    "Latin": ("Anne-Marie O’Neill", "Zoë Müller", "José Núñez", "Łukasz Wiśniewski", "Þórður Ægisson", "Şebnem Iğdır", "Åse Bjørnstad", "Dvořák Ľubomír"),
    "Vietnamese": ("Nguyễn Thị Ánh", "Đặng Quốc Bảo", "Trần Mỹ Duyên", "Phạm Hữu Nghĩa", "Lê Tuyết"),
    "Greek": ("Παναγιώτης Παπαδόπουλος", "Ελένη Ψαράκη", "Γεώργιος Ξανθός", "Ωραία Ϊωνα", "Ἀριστοτέλης"),
    "Cyrillic": ("Дмитрий Щербаков", "Юлія Ґонтаренко", "Љубица Ђорђевић", "Айгүл Қасымова", "Ёлка Эйхе"),
    "Arabic": ("محمد", "يوسف الأنصاري", "فاطمة الزهراء", "لؤي عبد الله", "شیرین پژمان", "ہما گلزار"),
    "Hebrew": ("יוסף", "שרה כהן", "יצחק בן־דוד", "רבקה פרץ", "אברהם לוי"),
    "Devanagari": ("रमेश", "सुनीता शर्मा", "कृष्णा त्रिपाठी", "ज्योति श्रीवास्तव", "अर्जुन"),
    "Thai": ("สมชาย ใจดี", "ปิยะดา ศรีสุข", "น้ำฝน ทองคำ", "เกียรติศักดิ์", "ณัฐพงศ์"),
    "Chinese": ("王小明", "李娜", "張偉", "欧阳文静", "陳美玲"),
    "Japanese": ("山田太郎", "さくら", "サトウ ハナコ", "渡邉恵", "鈴木一郎"),
    "Korean": ("김민준", "이서연", "박지훈", "최유진", "남궁민수"),
    "Armenian": ("Արամ Խաչատրյան", "Անի", "Գևորգ", "Նարեկ", "Շուշան"),
    "Georgian": ("ნინო", "გიორგი", "თამარ ბერიძე", "დავით", "ქეთევან"),
    "Bengali": ("রহিম উদ্দিন", "সুস্মিতা", "অমর্ত্য সেন"),
    "Tamil": ("முருகன்", "தமிழ்ச்செல்வி", "லட்சுமி"),
    "Ethiopic": ("አበበ ቢቂላ", "ሰላም", "ትዕግስት"),
}
ALL = [(script, name) for script, names in NAMES.items() for name in names]
