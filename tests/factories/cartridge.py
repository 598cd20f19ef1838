"""Small real Common Cartridges, written by hand so that readers are not tested with our own writer."""

import io
import zipfile

_NAMESPACES = (
    'xmlns="http://www.imsglobal.org/xsd/imsccv1p{v}/imscp_v1p1" '
    'xmlns:lom="http://ltsc.ieee.org/xsd/imsccv1p{v}/LOM/resource" '
    'xmlns:lomimscc="http://ltsc.ieee.org/xsd/imsccv1p{v}/LOM/manifest"'
)


def manifest_xml(
    *, items: str, resources: str, version: int = 3, title: str = "Toán 6: Phân số", extra: str = ""
) -> str:
    """A manifest of version 1.``version`` with these items and resources."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest identifier="m1" {_NAMESPACES.format(v=version)}>'
        f"<metadata><schema>IMS Common Cartridge</schema><schemaversion>1.{version}.0</schemaversion>"
        f"<lomimscc:lom><lomimscc:general><lomimscc:title><lomimscc:string language='vi'>{title}</lomimscc:string>"
        "</lomimscc:title></lomimscc:general></lomimscc:lom></metadata>"
        f'{extra}<organizations><organization identifier="o1" structure="rooted-hierarchy">'
        f'<item identifier="root">{items}</item></organization></organizations>'
        f"<resources>{resources}</resources></manifest>"
    )


def item(identifier: str, title: str, reference: str = "", children: str = "", extra: str = "") -> str:
    """A line of the table of contents."""
    refers = f' identifierref="{reference}"' if reference else ""
    return f'<item identifier="{identifier}"{refers}><title>{title}</title>{children}{extra}</item>'


def resource(identifier: str, kind: str, *files: str, attributes: str = "", extra: str = "") -> str:
    """A resource of the manifest."""
    listed = "".join(f'<file href="{name}"/>' for name in files)
    href = f' href="{files[0]}"' if files and kind == "webcontent" else ""
    return f'<resource identifier="{identifier}" type="{kind}"{href} {attributes}>{extra}{listed}</resource>'


def cartridge_bytes(files: dict[str, bytes | str], **manifest) -> bytes:
    """A cartridge of these files and a manifest."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("imsmanifest.xml", manifest_xml(**manifest))
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def link_xml(title: str, address: str) -> str:
    """A web link."""
    return (
        '<webLink xmlns="http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3">'
        f'<title>{title}</title><url href="{address}"/></webLink>'
    )


def topic_xml(title: str, html: str, *attachments: str) -> str:
    """A topic whose text is HTML (escaped by the caller)."""
    listed = "".join(f'<attachment href="{name}"/>' for name in attachments)
    return (
        f'<topic xmlns="http://www.imsglobal.org/xsd/imsccv1p3/imsdt_v1p3"><title>{title}</title>'
        f'<text texttype="text/html">{html}</text><attachments>{listed}</attachments></topic>'
    )


def choice_item(ident: str, question: str, choices: list[tuple[str, bool]], *, profile: str, feedback: str = "") -> str:
    """A question of multiple choice, multiple response or true/false."""
    labels = "".join(
        f'<response_label ident="c{place}"><material><mattext>{text}</mattext></material></response_label>'
        for place, (text, _is_right) in enumerate(choices)
    )
    tests = "".join(
        f'<varequal respident="r">c{place}</varequal>'
        if is_right
        else f'<not><varequal respident="r">c{place}</varequal></not>'
        for place, (_text, is_right) in enumerate(choices)
    )
    said = (
        f'<itemfeedback ident="f"><material><mattext>{feedback}</mattext></material></itemfeedback>' if feedback else ""
    )
    return (
        f'<item ident="{ident}">{_profile(profile)}<presentation><material><mattext texttype="text/html">{question}'
        f'</mattext></material><response_lid ident="r"><render_choice>{labels}</render_choice></response_lid>'
        f"</presentation><resprocessing><respcondition><conditionvar><and>{tests}</and></conditionvar>"
        f'<setvar action="Set" varname="SCORE">100</setvar></respcondition></resprocessing>{said}</item>'
    )


def typed_item(ident: str, question: str, answers: list[str], *, profile: str) -> str:
    """A question that is answered with words."""
    tests = "".join(f'<varequal respident="r" case="No">{answer}</varequal>' for answer in answers)
    points = '<setvar action="Set" varname="SCORE">100</setvar>' if answers else ""
    return (
        f'<item ident="{ident}">{_profile(profile)}<presentation><material><mattext>{question}</mattext></material>'
        '<response_str ident="r"><render_fib/></response_str></presentation>'
        f"<resprocessing><respcondition><conditionvar>{tests or '<other/>'}</conditionvar>{points}</respcondition>"
        "</resprocessing></item>"
    )


def assessment_xml(title: str, *items: str) -> str:
    """An assessment of these items."""
    return (
        '<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">'
        f'<assessment ident="a1" title="{title}"><section ident="s">{"".join(items)}</section></assessment>'
        "</questestinterop>"
    )


def _profile(name: str) -> str:
    return (
        "<itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>cc_profile</fieldlabel>"
        f"<fieldentry>cc.{name}.v0p1</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>"
    )
