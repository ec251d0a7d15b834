const MIB = 2 ** 20;

/** Tables of the standard scrypt that one worker may hold: two at once, one, or half of one. */
const TABLES = [512, 256, 128].map((size) => size * MIB);
const LEAST = 128 * MIB;
/** What a derivation takes beside its tables. */
const BLOCKS = MIB;

/** For a keystore that found no memory: as little as can be worked with. */
export const LEAST_SCRATCH = LEAST + BLOCKS;

/** How many workers, and how much memory each may take for key derivations, in bytes. */
export interface Resources {
  readonly workers: number;
  readonly scratch: number;
}

/**
 * As many workers as there are cores, and as much memory for each as a quarter of the device's
 * allows. With little memory, more workers with half a table each are faster than fewer with a
 * whole one.
 */
export function affordable(machine = thisMachine()): Resources {
  const { cores, memory } = machine;
  const budget = memory / 4;
  const workers = Math.max(1, Math.min(cores, Math.floor(budget / LEAST)));
  return { workers, scratch: scratchFor(workers, budget) };
}

/** The same for a number of workers that somebody asked for. */
export function forWorkers(workers: number, machine = thisMachine()): Resources {
  return { workers, scratch: scratchFor(workers, machine.memory / 4) };
}

function scratchFor(workers: number, budget: number): number {
  return (TABLES.find((size) => workers * size <= budget) ?? LEAST) + BLOCKS;
}

/** Cores, and bytes of memory. */
export interface Machine {
  readonly cores: number;
  readonly memory: number;
}

function thisMachine(): Machine {
  const system = globalThis.process?.getBuiltinModule?.("node:os");
  if (system) {
    // Containers take less than the machine has; 0 where nothing limits them.
    const limit = globalThis.process.constrainedMemory?.() || Infinity;
    return { cores: system.availableParallelism(), memory: Math.min(system.totalmem(), limit) };
  }
  const { hardwareConcurrency = 1, deviceMemory = 4 } = (globalThis.navigator ?? {}) as {
    hardwareConcurrency?: number;
    /** GiB, rounded down to a power of two and at most 8; only Chromium says it. */
    deviceMemory?: number;
  };
  return { cores: hardwareConcurrency, memory: deviceMemory * 1024 * MIB };
}
