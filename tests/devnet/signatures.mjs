/**
 * One line for each function, event and error of an ABI: what callers and log readers depend on, without names.
 *
 * @param {import("viem").Abi} abi
 * @returns {string[]} sorted, without repeats
 */
export function signatures(abi) {
  const lines = abi
    .filter(({ type }) => type === "function" || type === "event" || type === "error")
    .map((item) => {
      const outputs = item.outputs?.length
        ? ` returns (${item.outputs.map(typeOf).join(",")})`
        : "";
      const mutability = item.stateMutability ? ` ${item.stateMutability}` : "";
      return `${item.type} ${item.name}(${item.inputs.map(typeOf).join(",")})${mutability}${outputs}`;
    });
  return [...new Set(lines)].sort();
}

function typeOf({ type, components, indexed }) {
  const name = type.startsWith("tuple")
    ? `(${components.map(typeOf).join(",")})${type.slice(5)}`
    : type;
  return indexed ? `${name} indexed` : name;
}
