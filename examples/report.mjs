/** Says how far a run has come, each thing once, and keeps count. */
import { cause, count, list, ether, WARNINGS } from "./words.mjs";

export function say(text) {
  process.stdout.write(`${text}\n`);
}

export function createReport() {
  const said = new Set();
  const leftOut = new Set();
  const registered = new Set();
  /** Before this job, or by somebody else. */
  const already = new Set();
  let remaining = 0;

  function once(line) {
    if (!said.has(line)) say(line);
    said.add(line);
  }

  return {
    /** Files that are not registered, other than deposit data. */
    leftOut,
    already,

    leaveOut(name, error, counts = true) {
      once(`${name} is left out: ${cause(error)}`);
      if (counts) leftOut.add(name);
    },

    warn(code, names) {
      once(`${code} (${list(names)}): ${WARNINGS[code]}`);
    },

    /** For `review` of an onboarding. */
    sending({ value }, { registrations }, days) {
      const validators = count(registrations.length, "validator");
      say(`next: ${validators} with ${ether(value)} for ${count(days, "day")}; gas comes on top`);
    },

    /** For `onChange` of an onboarding. */
    changed(state) {
      remaining = state.remaining;
      for (const key of state.dropped) already.add(key);
      for (const [index, batch] of state.batches.entries()) {
        const { publicKeys, hash = batch.transaction.hash ?? "" } = batch;
        if (batch.state === "proved") for (const key of publicKeys) registered.add(key);
        const validators = count(publicKeys.length, "validator");
        const line = `transaction ${index + 1}: ${validators}, ${batch.state} ${hash}`.trimEnd();
        if (!said.has(line)) say(`${line} (${remaining} to go)`);
        said.add(line);
      }
    },

    progress(step) {
      let last = 0;
      return ({ done, total, remainingMs }) => {
        const now = Date.now();
        if (now - last < 2000 && done < total) return;
        last = now;
        const left =
          remainingMs === undefined ? "" : `, about ${Math.ceil(remainingMs / 1000)} s left`;
        say(`${step}: ${done} of ${total}${left}`);
      };
    },

    /** What an earlier job registered is none of the new one. */
    forget() {
      for (const key of registered) already.add(key);
      registered.clear();
      remaining = 0;
      said.clear();
    },

    summary() {
      const before = [...already].filter((key) => !registered.has(key)).length;
      return [
        `${registered.size} registered, ${leftOut.size} left out`,
        ...(remaining > 0 ? [`${remaining} to go`] : []),
        ...(before > 0 ? [`${before} registered already`] : []),
      ].join(", ");
    },
  };
}
