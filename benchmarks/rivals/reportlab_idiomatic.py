"""The leaflet by ReportLab: plain Platypus, a story a patient, "page x of y" by the usual NumberedCanvas.

In: a record of benchmarks.rivals.records.  Out: the bytes of a PDF (untagged; ReportLab has no tags).
ReportLab uses the C extension of the package rl_accel by itself when that is installed.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ListStyle, ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    ListFlowable,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Table,
)
from svglib.fonts import register_font
from svglib.svglib import svg2rlg

from benchmarks.rivals.common import (
    BRAND,
    CLINIC,
    FILM,
    FONTS,
    LOGO,
    PHONE,
    SUMMARY,
    TITLE,
    VERSION_LINE,
    film_qr_svg,
    picture_svg,
    sign_svg,
)

NAME = "ReportLab, idiomatic"

pdfmetrics.registerFont(TTFont("NotoSans", FONTS / "NotoSans-Regular.ttf"))
pdfmetrics.registerFont(TTFont("NotoSans-Bold", FONTS / "NotoSans-Bold.ttf"))
pdfmetrics.registerFontFamily("NotoSans", normal="NotoSans", bold="NotoSans-Bold", italic="NotoSans", boldItalic="NotoSans-Bold")
register_font("Noto Sans", rlgFontName="NotoSans")

BRAND_COLOUR, INK, QUIET, TINT = HexColor(BRAND), HexColor("#1a1a1a"), HexColor("#505050"), HexColor("#ebf2f4")
WIDTH, HEIGHT = LETTER
SIDE, TOP, BOTTOM = 27 * mm, 16 * mm, 12 * mm
MEASURE = WIDTH - 2 * SIDE
FOOT = BOTTOM + 42


def style(
    name: str, size: float, leading: float, before: float = 0, after: float = 0, colour: Any = INK, strong: bool = False, **more: Any
) -> ParagraphStyle:
    return ParagraphStyle(
        name, fontName="NotoSans-Bold" if strong else "NotoSans", fontSize=size, leading=leading, spaceBefore=before, spaceAfter=after,
        textColor=colour, **more,
    )  # fmt: skip


TITLE_STYLE = style("title", 26, 31, after=10, colour=BRAND_COLOUR, strong=True)
SECTION = style("section", 16, 21, 19, 5, BRAND_COLOUR, strong=True, keepWithNext=1)
LEAD = style("lead", 14, 20, after=10)
BODY = style("body", 12, 17, after=8)
ITEM = style("item", 12, 17, after=4)
CAPTION = style("caption", 10.5, 14, before=6, after=12, colour=QUIET)
BOX_TITLE = style("box-title", 13, 18, after=4, strong=True)
BOX_BODY = style("box-body", 12, 17)
CALL_TITLE = style("call-title", 16, 21, after=5, colour=BRAND_COLOUR, strong=True)
LABEL = style("label", 10.5, 14, before=9, after=1, colour=QUIET)
WHO = style("who", 14, 19, after=2, strong=True)
WHEN = style("when", 19, 24, after=3, strong=True)
PANEL = style("panel", 12, 16.5, after=5)
FACT_LABEL = style("fact-label", 10.5, 16.5, colour=QUIET)
FACT = style("fact", 12, 16.5)
LINK = style("link", 11, 15, colour=BRAND_COLOUR)
CLINIC_NAME = style("clinic", 13, 17, colour=BRAND_COLOUR, strong=True)
DEPARTMENT = style("department", 10.5, 14)
LETTERHEAD = style("letterhead", 9.5, 13, colour=QUIET, alignment=TA_RIGHT)
FOOTER = style("footer", 9.5, 13)

BULLETS = ListStyle(
    "bullets", bulletType="bullet", start="•", leftIndent=19, bulletFontName="NotoSans", bulletFontSize=12, bulletColor=BRAND_COLOUR,
    bulletOffsetY=-1,
)  # fmt: skip
NUMBERS = ListStyle(
    "numbers", bulletType="1", leftIndent=19, bulletFontName="NotoSans-Bold", bulletFontSize=12, bulletColor=BRAND_COLOUR,
    bulletFormat="%s.", bulletOffsetY=-1,
)  # fmt: skip

PLAIN = [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")] + [("VALIGN", (0, 0), (-1, -1), "TOP")]

DRAWINGS: dict[str, Drawing] = {}


class NumberedCanvas(Canvas):
    """Keeps the pages until the end, when their number is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._saved: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        self._saved.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for state in self._saved:
            self.__dict__.update(state)
            self.setFont("NotoSans", 9.5)
            self.setFillColor(INK)
            self.drawRightString(WIDTH - SIDE, BOTTOM + 19, f"page {self._pageNumber} of {len(self._saved)}")
            super().showPage()
        super().save()


class CheckBox(Flowable):
    """A box that a pen can tick."""

    def __init__(self, size: float = 4 * mm) -> None:
        super().__init__()
        self.width = self.height = self.size = size

    def draw(self) -> None:
        self.canv.setStrokeColor(INK)
        self.canv.setLineWidth(1)
        self.canv.rect(0.5, 0.5, self.size - 1, self.size - 1)


def drawing(svg: Any, width: float) -> Drawing:
    """An SVG picture, scaled to a width."""
    picture = svg2rlg(svg)
    factor = width / picture.width
    picture.scale(factor, factor)
    picture.width, picture.height = width, picture.height * factor
    picture.hAlign = "LEFT"
    return picture


def prepare() -> None:
    """Read the pictures."""
    DRAWINGS["picture"] = drawing(BytesIO(picture_svg().encode()), MEASURE * 0.66)
    DRAWINGS["logo"] = drawing(LOGO, 16 * mm)
    for sign in ("important", "phone"):
        DRAWINGS[sign] = drawing(BytesIO(sign_svg(sign).encode()), 20)
    DRAWINGS["qr"] = drawing(BytesIO(film_qr_svg().encode()), 27 * mm)


def make(record: dict[str, Any]) -> bytes:
    """One patient's leaflet."""
    out = BytesIO()
    document = BaseDocTemplate(
        out, pagesize=LETTER, title=TITLE, author=CLINIC["name"], subject=SUMMARY, lang="en-US",
        leftMargin=SIDE, rightMargin=SIDE, topMargin=TOP, bottomMargin=FOOT,
    )  # fmt: skip

    def frame(name: str, top: float) -> Frame:
        return Frame(SIDE, FOOT, MEASURE, HEIGHT - top - FOOT, id=name, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)

    def first_page(canvas: Canvas, _: BaseDocTemplate) -> None:
        draw_letterhead(canvas)
        draw_foot(canvas, record)

    def later_page(canvas: Canvas, _: BaseDocTemplate) -> None:
        draw_running_head(canvas)
        draw_foot(canvas, record)

    document.addPageTemplates(
        [
            PageTemplate("first", [frame("first", TOP + 72)], onPage=first_page),
            PageTemplate("later", [frame("later", TOP + 33)], onPage=later_page),
        ]
    )
    document.build(story(record), canvasmaker=NumberedCanvas)
    return out.getvalue()


def draw_letterhead(canvas: Canvas) -> None:
    top = HEIGHT - TOP
    logo = DRAWINGS["logo"]
    logo.drawOn(canvas, SIDE, top - logo.height)
    head = Table(
        [[
            [Paragraph(CLINIC["name"], CLINIC_NAME), Paragraph(CLINIC["department"], DEPARTMENT)],
            Paragraph("<br/>".join([*CLINIC["address"], CLINIC["phone"], CLINIC["hours"]]), LETTERHEAD),
        ]],
        colWidths=[(MEASURE - logo.width - 10) / 2] * 2, style=PLAIN,
    )  # fmt: skip
    _, height = head.wrapOn(canvas, MEASURE, 100)
    head.drawOn(canvas, SIDE + logo.width + 10, top - height)


def draw_running_head(canvas: Canvas) -> None:
    canvas.setFont("NotoSans", 9.5)
    canvas.setFillColor(QUIET)
    canvas.drawString(SIDE, HEIGHT - TOP - 10, TITLE)
    canvas.drawRightString(WIDTH - SIDE, HEIGHT - TOP - 10, CLINIC["name"])


def draw_foot(canvas: Canvas, record: dict[str, Any]) -> None:
    canvas.setStrokeColor(BRAND_COLOUR)
    canvas.setLineWidth(0.6)
    canvas.line(SIDE, BOTTOM + 35, WIDTH - SIDE, BOTTOM + 35)
    who = Paragraph(f"<b>{escape(record['name'])}</b> · {escape(record['identifier'])}", FOOTER)
    _, height = who.wrapOn(canvas, MEASURE * 0.8, 30)
    who.drawOn(canvas, SIDE, BOTTOM + 29 - height)
    canvas.setFont("NotoSans", 9)
    canvas.setFillColor(QUIET)
    canvas.drawString(SIDE, BOTTOM, VERSION_LINE)


def bullets(*items: str) -> ListFlowable:
    return ListFlowable([Paragraph(item, ITEM) for item in items], style=BULLETS, spaceAfter=9)


def numbers(*items: str) -> ListFlowable:
    return ListFlowable([Paragraph(item, ITEM) for item in items], style=NUMBERS, spaceAfter=9)


def checklist(*items: str) -> Table:
    return Table(
        [[CheckBox(), Paragraph(item, ITEM)] for item in items], colWidths=[19, MEASURE - 19],
        style=[*PLAIN, ("TOPPADDING", (0, 0), (0, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 4)], spaceAfter=5,
    )  # fmt: skip


def box(content: list[Any], sign: str, look: list[Any], padding: float) -> Table:
    """A call-out with a sign on its left."""
    return Table(
        [[DRAWINGS[sign], content]], colWidths=[20 + padding + 4.5, MEASURE - 24.5 - padding], spaceBefore=8, spaceAfter=12,
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), padding), ("LEFTPADDING", (1, 0), (1, 0), 10),
            ("RIGHTPADDING", (0, 0), (0, 0), 0), ("RIGHTPADDING", (1, 0), (1, 0), padding), ("TOPPADDING", (0, 0), (-1, -1), padding),
            ("BOTTOMPADDING", (0, 0), (-1, -1), padding), *look,
        ],
    )  # fmt: skip


def panel(record: dict[str, Any]) -> Table:
    """Who, when, where."""
    facts = [
        ("Arrive by", f"<b>{record['arrive_by']}</b>"),
        ("Place", escape(record["place"])),
        ("With", escape(record["clinician"])),
        ("Bring", " · ".join(CLINIC["bring"])),
    ]
    inner = MEASURE - 2 * 13 - 4.5
    content = [
        Paragraph("Prepared for", LABEL),
        Paragraph(escape(record["name"]), WHO),
        Paragraph(f"Born <b>{record['born']}</b> · Identifier <b>{escape(record['identifier'])}</b>", PANEL),
        Paragraph("Your appointment", LABEL),
        Paragraph(record["date"], WHEN),
        Paragraph(record["time"], WHEN),
        Table(
            [[Paragraph(label, FACT_LABEL), Paragraph(text, FACT)] for label, text in facts], colWidths=[inner * 0.2, inner * 0.8],
            style=[*PLAIN, ("BOTTOMPADDING", (0, 0), (-1, -2), 2.5)],
        ),
    ]  # fmt: skip
    return Table(
        [[content]], colWidths=[MEASURE], spaceAfter=16,
        style=[
            ("BACKGROUND", (0, 0), (-1, -1), TINT), ("LINEBEFORE", (0, 0), (0, -1), 4.5, BRAND_COLOUR, "butt"),
            ("LEFTPADDING", (0, 0), (-1, -1), 17.5),
            ("RIGHTPADDING", (0, 0), (-1, -1), 13), ("TOPPADDING", (0, 0), (-1, -1), 13), ("BOTTOMPADDING", (0, 0), (-1, -1), 13),
        ],
    )  # fmt: skip


def story(record: dict[str, Any]) -> list[Any]:
    """The leaflet as flowables."""
    when = record["relative"]
    phone, emergency = PHONE, CLINIC["emergency"]

    def p(text: str) -> Paragraph:
        return Paragraph(text, BODY)

    def section(text: str) -> Paragraph:
        return Paragraph(text, SECTION)

    return [
        NextPageTemplate("later"),
        Paragraph(TITLE, TITLE_STYLE),
        panel(record),
        Paragraph(
            f"Hello, {escape(record['given_name'])}. Kyphoplasty (KY-foh-plas-tee) puts bone cement into a broken bone in your back. The "
            "aim is to ease your pain. Please read this soon, and use the checklist to get ready.",
            LEAD,
        ),
        section("What is kyphoplasty?"),
        p(
            "Your spine is a stack of small bones. Each one is a <b>vertebra</b> (VUR-tuh-bruh). A <b>compression fracture</b> is a break "
            "that makes a vertebra collapse. Bits of broken bone may rub against each other. That can hurt."
        ),
        KeepTogether(
            [
                DRAWINGS["picture"],
                Paragraph("A compression fracture, seen from the side. Discs are the soft cushions between the bones.", CAPTION),
            ]
        ),
        p(
            "In kyphoplasty, a tiny balloon makes room inside the broken bone. Then bone cement fills the space. It all goes in through a "
            "small hole in your skin."
        ),
        p(
            "<b>Vertebroplasty</b> uses cement but no balloon. The two are often done together. Both are <b>minimally invasive</b> (no "
            "large cut). Most people need no hospital stay."
        ),
        section("Benefits, risks, and other choices"),
        p(
            "<b>Benefits.</b> You may have less pain and move with more ease. The bone may get back some height. It does not always help. "
            "Studies differ on how well it works."
        ),
        p("<b>Risks.</b> Serious problems are rare, but a few can threaten your life."),
        bullets(
            "Cement can leak. A few leaks harm the lungs or a nerve.",
            "You may bleed, get an infection, or react badly to a medicine.",
            "Your pain may not go away, or more bones may break later.",
        ),
        p(
            "<b>Other choices.</b> You can try pain medicine, rest, a back brace, or exercises. You can also do nothing for now. Many of "
            "these breaks heal in two to three months. But the pain may last, or the bone may collapse more. The choice is yours."
        ),
        section("Get ready"),
        p(
            "Your doctor will examine you. You will likely have blood tests before the day. You will likely also have an X-ray, or a scan "
            "called magnetic resonance imaging (MRI). This shows your surgeon which bones need repair."
        ),
        box(
            [
                Paragraph("Blood thinners and diabetes medicine", BOX_TITLE),
                Paragraph(
                    f"Do you take medicine to thin your blood or to treat diabetes? Call <b>{phone}</b> by <b>{when['call_by_date']}</b>. "
                    "If that day has passed, call now. Do not stop any medicine on your own.",
                    BOX_BODY,
                ),
            ],
            "important",
            [("BACKGROUND", (0, 0), (-1, -1), TINT), ("LINEBEFORE", (0, 0), (0, -1), 4.5, BRAND_COLOUR, "butt")],
            12,
        ),
        checklist(
            "Tell us about any medicine, allergy, illness, or pregnancy.",
            "Ask us which medicines to take that day.",
            "Ask an adult to take you home.",
            f"Have an adult with you until <b>{when['until_time']} on {when['until_date']}</b>.",
            f"Stop eating at <b>{when['stop_eating_time']} on {when['stop_eating_date']}</b>. Then only water.",
            f"Stop drinking water at <b>{when['stop_water_time']} on {when['stop_water_date']}</b>.",
            "Wear loose clothes. Pack a bag in case you stay overnight.",
        ),
        section("On the day"),
        p(
            "We will put a thin tube into a vein in your arm. This <b>intravenous line (IV)</b> brings you <b>anesthesia</b>, medicine to "
            "relax you or make you sleep. You may also get medicine for pain and for nausea (feeling sick). Antibiotics help prevent "
            "infection. Monitors will likely track your heart, pulse, and blood pressure."
        ),
        numbers(
            "A doctor called an <b>anesthesiologist</b> puts medicine into your IV. You will relax and feel less pain, or you will "
            "be asleep.",
            "Your doctor watches X-rays to guide a needle. It goes through your skin and back muscles into the bone.",
            "Your doctor fills a balloon to help the bone get back its normal shape.",
            "Cement replaces the balloon. X-rays show that it is in the right place.",
            "Your doctor takes out the needle. You need no stitches.",
        ),
        p(
            "This takes <b>1 to 2 hours</b> for each vertebra we treat. Then you rest in a recovery room. You may be able to walk after "
            "about one hour. You may go home the same day. Or your doctor may want you to stay overnight."
        ),
        Table(
            [
                [
                    DRAWINGS["qr"],
                    [
                        Paragraph("Watch a short film to learn more about kyphoplasty.", BODY),
                        Paragraph(f'<a href="{FILM}"><u>{FILM}</u></a>', LINK),
                    ],
                ]
            ],
            colWidths=[27 * mm + 14, MEASURE - 27 * mm - 14],
            style=PLAIN,
            spaceBefore=6,
            spaceAfter=12,
        ),
        section("At home"),
        bullets(
            f"Do not drive or drink alcohol until <b>{when['no_driving_until']}</b>.",
            "You may soon have less pain than before.",
            "The needle site may be sore, but for no more than a few days.",
            "Ask your doctor if there are activities you should avoid.",
            "Ask how to make your bones stronger. Vitamins, minerals, and medicines may help prevent more fractures.",
        ),
        box(
            [
                Paragraph("When to get help", CALL_TITLE),
                p(f"Call <b>{CLINIC['name']}</b> at <b>{phone}</b> with any question, or if:"),
                bullets(
                    "you have a fever or chills",
                    "the needle site is red, swollen, bleeding, or leaking",
                    "your back pain gets worse, or you have new pain",
                    f"you are still sore after <b>{when['sore_after']}</b>",
                ),
                p(f"Call <b>{emergency}</b> right away if:"),
                bullets(
                    "you have chest pain or trouble breathing",
                    "your arms or legs become weak or numb",
                    "you lose control of your bladder or bowels",
                ),
            ],
            "phone",
            [("BOX", (0, 0), (-1, -1), 1.6, BRAND_COLOUR)],
            13,
        ),
    ]
