"""The documents of a Common Cartridge 1.3: manifest, web links, tests of QTI 1.2, pages (pure)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

from django.utils.html import format_html
from lxml import etree
from lxml.builder import ElementMaker

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_CP = "http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1"
_LOM = "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest"
_LOM_RESOURCE = "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/resource"
_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_LINK = "http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3"
_PROFILE = "http://www.imsglobal.org/profile/cc/ccv1p3"
_SCHEMAS = {
    "manifest": (
        f"{_CP} {_PROFILE}/ccv1p3_imscp_v1p2_v1p0.xsd {_LOM} {_PROFILE}/LOM/ccv1p3_lommanifest_v1p0.xsd "
        f"{_LOM_RESOURCE} {_PROFILE}/LOM/ccv1p3_lomresource_v1p0.xsd"
    ),
    "qti": f"{_QTI} {_PROFILE}/ccv1p3_qtiasiv1p2p1_v1p0.xsd",
    "link": f"{_LINK} {_PROFILE}/ccv1p3_imswl_v1p3.xsd",
}
PAGE = "webcontent"
TEST = "imsqti_xmlv1p2/imscc_xmlv1p3/assessment"
LINK = "imswl_xmlv1p3"


@dataclass
class OutResource:
    """A resource of the manifest; ``files`` begin with the one it is opened by."""

    identifier: str
    type: str
    files: list[str]
    dependencies: list[str] = field(default_factory=list)


@dataclass
class OutItem:
    """A line of the table of contents."""

    identifier: str
    title: str
    reference: str = ""
    children: list["OutItem"] = field(default_factory=list)


@dataclass(frozen=True)
class About:
    """What the manifest says of the course."""

    identifier: str
    title: str
    description: str
    language: str
    author: str
    date: dt.date


def manifest(about: About, items: Iterable[OutItem], resources: Iterable[OutResource]) -> bytes:
    """Return ``imsmanifest.xml``."""
    make = ElementMaker(namespace=_CP, nsmap={None: _CP, "lomimscc": _LOM, "lom": _LOM_RESOURCE, "xsi": _XSI})
    root_item = make.item(identifier="LearningModules")
    root_item.extend(_item(make, item) for item in items)
    listed = make.resources()
    listed.extend(_resource(make, resource) for resource in resources)
    organization = make.organization(root_item, identifier="org_1", structure="rooted-hierarchy")
    root = make.manifest(
        make.metadata(make.schema("IMS Common Cartridge"), make.schemaversion("1.3.0"), _lom(about)),
        make.organizations(organization),
        listed,
        identifier=about.identifier,
    )
    return _document(root, "manifest")


def _lom(about: About) -> etree._Element:
    make = ElementMaker(namespace=_LOM)

    def words(text: str) -> etree._Element:
        return make.string(_clean(text), language=about.language)

    general = make.general(make.title(words(about.title)), make.language(about.language))
    if about.description:
        general.append(make.description(words(about.description)))
    life = make.lifeCycle(
        make.contribute(
            make.role(make.source("LOMv1.0"), make.value("author")),
            make.entity(_clean(f"BEGIN:VCARD\nVERSION:2.1\nFN:{about.author}\nEND:VCARD")),
            make.date(make.dateTime(about.date.isoformat())),
        )
    )
    return make.lom(general, life)


def _item(make: ElementMaker, item: OutItem) -> etree._Element:
    element = make.item(make.title(_clean(item.title)), identifier=item.identifier)
    if item.reference:
        element.set("identifierref", item.reference)
    element.extend(_item(make, child) for child in item.children)
    return element


def _resource(make: ElementMaker, resource: OutResource) -> etree._Element:
    element = make.resource(identifier=resource.identifier, type=resource.type)
    if resource.type == PAGE:
        element.set("href", quote(resource.files[0]))
    element.extend(make.file(href=quote(name)) for name in resource.files)
    element.extend(make.dependency(identifierref=identifier) for identifier in resource.dependencies)
    return element


def weblink(title: str, address: str) -> bytes:
    """Return a web link."""
    make = ElementMaker(namespace=_LINK, nsmap={None: _LINK, "xsi": _XSI})
    root = make.webLink(make.title(_clean(title)), make.url(href=address, target="_blank"))
    return _document(root, "link")


def assessment(identifier: str, title: str, questions: Iterable[tuple[str, str, str]]) -> bytes:
    """Return an assessment of essay questions: (identifier, HTML of the question, HTML of the hint)."""
    make = ElementMaker(namespace=_QTI, nsmap={None: _QTI, "xsi": _XSI})
    section = make.section(ident="root_section")
    section.extend(_essay(make, *question) for question in questions)
    facts = {"cc_profile": "cc.exam.v0p1", "qmd_assessmenttype": "Examination", "qmd_scoretype": "Percentage"}
    whole = make.assessment(_metadata(make, facts), section, ident=identifier, title=_clean(title))
    return _document(make.questestinterop(whole), "qti")


def _metadata(make: ElementMaker, facts: dict[str, str]) -> etree._Element:
    fields = (make.qtimetadatafield(make.fieldlabel(key), make.fieldentry(value)) for key, value in facts.items())
    return make.qtimetadata(*fields)


def _essay(make: ElementMaker, identifier: str, question: str, hint: str) -> etree._Element:
    def material(html: str) -> etree._Element:
        return make.material(make.mattext(_clean(html), texttype="text/html"))

    answer = make.response_str(make.render_fib(prompt="Box"), ident="response1", rcardinality="Single")
    outcomes = make.outcomes(make.decvar(varname="SCORE", vartype="Decimal", minvalue="0", maxvalue="100"))
    condition = make.respcondition(make.conditionvar(make.other()))
    if hint:
        condition.append(make.displayfeedback(feedbacktype="Solution", linkrefid="solution"))
    condition.set("continue", "No")
    facts = {"cc_profile": "cc.essay.v0p1", "qmd_computerscored": "No"}
    item = make.item(
        make.itemmetadata(_metadata(make, facts)),
        make.presentation(material(question), answer),
        make.resprocessing(outcomes, condition),
        ident=identifier,
    )
    if hint:
        solution = make.solution(make.solutionmaterial(make.flow_mat(material(hint))))
        item.append(make.itemfeedback(solution, ident="solution"))
    return item


def page(title: str, language: str, body: str) -> bytes:
    """Return a page; ``body`` is safe HTML."""
    head = format_html(
        '<!DOCTYPE html>\n<html lang="{}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{}</title></head>\n<body>\n',
        language,
        _clean(title),
    )
    return f"{head}{body}\n</body></html>\n".encode()


def _document(root: etree._Element, schema: str) -> bytes:
    root.set(f"{{{_XSI}}}schemaLocation", _SCHEMAS[schema])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _clean(text: str) -> str:
    """Return what XML can hold of a text."""
    return "".join(sign for sign in text if sign >= " " or sign in "\n\t").encode("utf-8", "ignore").decode()
