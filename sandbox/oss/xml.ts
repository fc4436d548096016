/** The little XML that OSS speaks: flat documents without attributes. */

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

function unescapeXml(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#[0-9]+|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return NAMED[name] ?? whole;
    const hexadecimal = name[1] === 'x' || name[1] === 'X';
    const code = Number.parseInt(name.slice(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

export type XmlNode = string | number | boolean | { readonly [name: string]: XmlNode | readonly XmlNode[] | undefined };

/** `{A: [1, 2], B: undefined}` becomes `<A>1</A><A>2</A>`: lists repeat their element, absent values leave it out. */
export function toXml(node: XmlNode): string {
  if (typeof node !== 'object') return escapeXml(String(node));
  return Object.entries(node)
    .flatMap(([name, value]) => {
      if (value === undefined) return [];
      const values = Array.isArray(value) ? (value as readonly XmlNode[]) : [value as XmlNode];
      return values.map((one) => `<${name}>${toXml(one)}</${name}>`);
    })
    .join('');
}

export function xmlDocument(root: string, node: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${toXml(node)}</${root}>`;
}

/** The inner text of every `<name>` element, entities undone where it holds no further elements. */
export function elements(xml: string, name: string): string[] {
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g');
  return [...xml.matchAll(pattern)].map((match) => {
    const inner = match[1] ?? '';
    return inner.includes('<') ? inner : unescapeXml(inner);
  });
}

export function element(xml: string, name: string): string | undefined {
  return elements(xml, name)[0];
}
