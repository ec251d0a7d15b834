/** Random bytes as hex. */
export function randomId(bytes) {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return `0x${[...random].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
