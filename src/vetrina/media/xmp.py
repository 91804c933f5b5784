"""The line inside a file that says how its picture came to be.

Source: IPTC Photo Metadata Standard 2023.2 (Digital Source Type), ISO 16684-1 (XMP).
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

COMPOSITE_SYNTHETIC = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"
VIRTUALLY_STAGED = "Virtually staged"

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    xmp:CreatorTool="Vetrina"
    Iptc4xmpExt:DigitalSourceType={source}>
   <dc:description>
    <rdf:Alt><rdf:li xml:lang="x-default">{statement}</rdf:li></rdf:Alt>
   </dc:description>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def packet(*, statement: str, digital_source_type: str) -> bytes:
    """An XMP packet with *statement* as description and the IPTC *digital_source_type*."""
    said = _PACKET.format(source=quoteattr(digital_source_type), statement=escape(statement))
    return said.encode()
