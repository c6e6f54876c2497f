/** `id:role`; the request check judges what it makes. */
export function parseProject(text: string): unknown {
  const at = text.lastIndexOf(':');
  return at < 0 ? { id: text } : { id: text.slice(0, at), role: text.slice(at + 1) };
}
