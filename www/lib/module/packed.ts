/** Bytes out of a script of this package: base64 of gzip, which every engine unpacks by itself. */
export async function unpacked(packed: string): Promise<ArrayBuffer> {
  const gzip = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const inflated = new Blob([gzip]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(inflated).arrayBuffer();
}
