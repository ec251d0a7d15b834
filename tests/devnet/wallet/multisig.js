/** What is proposed to a multisig waits here until its other owners agree. */

import { randomId } from "./random-id.js";

/** A signature's length, as some wallets answer for a Safe: no transaction hash. */
const ID_BYTES = 65;

/**
 * `run(calls)` sends them as the multisig, in the transaction of a co-signer, and gives its hash.
 *
 * @returns `proposals`, oldest first, and `propose`, `execute` for them
 */
export function createQueue({ run }) {
  const proposals = [];
  return {
    proposals,

    /** Takes calls in and answers with an id; `done` gets the hash once they have been run. */
    propose(calls, done = () => {}) {
      const id = randomId(ID_BYTES);
      proposals.push({ id, calls, done });
      return id;
    },

    /** A co-signer agrees and runs a proposal, the oldest unless its id is given; resolves with the hash. */
    async execute(id = proposals[0]?.id) {
      const at = proposals.findIndex((proposal) => proposal.id === id);
      if (at < 0) throw new Error("There is no such proposal.");
      const [{ calls, done }] = proposals.splice(at, 1);
      const hash = await run(calls);
      done(hash);
      return hash;
    },
  };
}
