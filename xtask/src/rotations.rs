//! Undoes a step of LLVM. The source of Salsa20 xors a word with the two parts of a rotation one by
//! one. LLVM sees that the parts have no bit in common and xors with the `or` of both, which waits for
//! both shifts: scrypt takes 4 % longer.

use walrus::Module;
use walrus::ir::BinaryOp::{I32x4Shl, I32x4ShrU, V128Or, V128Xor};
use walrus::ir::Instr::{Binop, Const, LocalGet};
use walrus::ir::{self, Instr, InstrLocId, InstrSeq, Value, VisitorMut};

/// Instructions of `((sum << n) | (sum >> 32 - n)) ^ word` after the first `sum`.
const LENGTH: usize = 8;

/// Makes `((sum << n) ^ word) ^ (sum >> 32 - n)` of every `((sum << n) | (sum >> 32 - n)) ^ word`, and
/// says how many there were.
pub fn part(module: &mut Module) -> usize {
    let mut parting = Parting { count: 0 };
    for (_, function) in module.funcs.iter_local_mut() {
        let entry = function.entry_block();
        ir::dfs_pre_order_mut(&mut parting, function, entry);
    }
    parting.count
}

struct Parting {
    count: usize,
}

impl VisitorMut for Parting {
    fn start_instr_seq_mut(&mut self, sequence: &mut InstrSeq) {
        let mut rest = &mut sequence.instrs[..];
        while let Some(window) = rest.first_chunk_mut() {
            if is_xored_rotation(window) {
                // `word` and its xor go before the second shift.
                window[2..].rotate_right(2);
                window[LENGTH - 1] = window[3].clone();
                self.count += 1;
            }
            rest = &mut rest[1..];
        }
    }
}

fn is_xored_rotation(window: &[(Instr, InstrLocId); LENGTH]) -> bool {
    let [
        (Const(left), _),
        (Binop(ir::Binop { op: I32x4Shl }), _),
        (LocalGet(_), _),
        (Const(right), _),
        (Binop(ir::Binop { op: I32x4ShrU }), _),
        (Binop(ir::Binop { op: V128Or }), _),
        (LocalGet(_), _),
        (Binop(ir::Binop { op: V128Xor }), _),
    ] = window
    else {
        return false;
    };
    matches!((left.value, right.value), (Value::I32(n @ 1..32), Value::I32(m)) if n + m == 32)
}
