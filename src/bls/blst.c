/*
 * blst for WebAssembly: what its server.c lists, on the base field of field.c instead of its own
 * portable one. All 384-bit arithmetic of blst is modulo this one prime.
 */
#define __BLST_NO_ASM__
#include "vect.h"
#include "bytes.h"
#include "vect.c"

#include "field.c"

#define add_mod_384(ret, a, b, p) ssv_fp_add(ret, a, b)
#define sub_mod_384(ret, a, b, p) ssv_fp_sub(ret, a, b)
#define mul_mont_384(ret, a, b, p, n0) ssv_fp_mul(ret, a, b)
#define sqr_mont_384(ret, a, p, n0) ssv_fp_sqr(ret, a)
#define sqr_n_mul_mont_383(ret, a, count, p, n0, b) ssv_fp_sqr_n_mul(ret, a, count, b)
#define add_mod_384x(ret, a, b, p) ssv_fp2_add(ret, a, b)
#define sub_mod_384x(ret, a, b, p) ssv_fp2_sub(ret, a, b)
#define mul_by_3_mod_384(ret, a, p) ssv_fp_triple(ret, a)
#define mul_by_8_mod_384(ret, a, p) ssv_fp_lshift(ret, a, 3)
#define lshift_mod_384(ret, a, count, p) ssv_fp_lshift(ret, a, count)
#define mul_mont_384x(ret, a, b, p, n0) ssv_fp2_mul(ret, a, b)
#define sqr_mont_384x(ret, a, p, n0) ssv_fp2_sqr(ret, a)
#define mul_by_3_mod_384x(ret, a, p) ssv_fp2_triple(ret, a)
#define mul_by_8_mod_384x(ret, a, p) ssv_fp2_lshift(ret, a, 3)

#include "keygen.c"
#include "hash_to_field.c"
#include "e1.c"
#include "map_to_g1.c"
#include "e2.c"
#include "map_to_g2.c"
#include "fp12_tower.c"
#include "pairing.c"
#include "aggregate.c"
#include "exp.c"
#include "sqrt.c"
#include "recip.c"
#include "bulk_addition.c"
#include "multi_scalar.c"
#include "consts.c"
#include "exports.c"
#include "rb_tree.c"
