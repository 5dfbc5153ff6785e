"""What makes an archival PDF by WeasyPrint 70.0 an accessible one too: PDF/A-3a and PDF/UA-1 in one file.

WeasyPrint names one standard in a file. The other one is added to the metadata here, with the description that PDF/A
wants of every property that it does not know itself, and stays uncompressed, so that a program finds it in any file.
The attachments are set right: WeasyPrint lists each of them twice, and takes their media types from the machine that
it runs on.

Rules: ISO 19005-3 6.6.2.3 (extension schemas), 6.6.4 (identification) and 6.8 (embedded files); ISO 14289-1 5
(identification); RFC 9512 (``application/yaml``).
"""

from __future__ import annotations

from typing import Any

_MEDIA_TYPES = {".yaml": "application/yaml", ".po": "text/x-gettext-translation"}
_END = b"</rdf:RDF>"
_PDF_UA = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates which part of ISO 14289 is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def archive(pdf: Any) -> None:
    """Make a PDF/A-3a file that is about to be written a PDF/UA-1 file as well.

    Raises:
        ValueError: when WeasyPrint has written other metadata than it used to.
    """
    metadata = _object(pdf.catalog["Metadata"], pdf)
    (packet,) = metadata.stream
    if packet.count(_END) != 1:
        raise ValueError("the metadata of the file are not as expected, so it cannot be marked as PDF/UA-1")
    metadata.stream, metadata.compress = [packet.replace(_END, _PDF_UA + _END)], False
    files = pdf.catalog["AF"]
    files[:] = dict.fromkeys(files)
    for reference in files:
        attached = _object(reference, pdf)
        suffix = "." + attached["UF"].string.rpartition(".")[2]
        embedded = _object(attached["EF"]["F"], pdf)
        embedded.extra["Subtype"] = "/" + _MEDIA_TYPES[suffix].replace("/", "#2f")


def _object(reference: bytes, pdf: Any) -> Any:
    return pdf.objects[int(reference.split()[0])]
