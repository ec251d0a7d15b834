/*
 * The base field of BLS12-381 for WebAssembly, which has neither a carry flag nor a wide product:
 * twice as fast there as the portable arithmetic of blst, whose numbers these are. A number is 12
 * words of 32 bits, least significant first, in Montgomery form with R = 2^384.
 *
 * No branch and no index depends on a value.
 */
#include <stdint.h>

/* Inside, numbers are 13 limbs of 30 bits: a column sums 13 products without a carry. */
#define LIMBS 13
#define BITS 30
#define MASK ((UINT32_C(1) << BITS) - 1)
#define TWO_MASK ((UINT64_C(1) << 2 * BITS) - 1)
#define HALF 7
#define WORDS 12
/* Both factors times 2^LIFT, as the limbs divide by 2^390 where blst divides by 2^384. */
#define LIFT 3

#define UNROLLED _Pragma("clang loop unroll(full)")
#define ROLLED _Pragma("clang loop unroll(disable)")
#define INLINE static inline __attribute__((always_inline))

typedef uint32_t number[WORDS];
typedef uint64_t columns[2 * LIMBS];

static const uint32_t P_WORDS[WORDS] = {
    0xffffaaab, 0xb9feffff, 0xb153ffff, 0x1eabfffe, 0xf6b0f624, 0x6730d2a0,
    0xf38512bf, 0x64774b84, 0x434bacd7, 0x4b1ba7b6, 0x397fe69a, 0x1a0111ea,
};
static const uint32_t P_LIMBS[LIMBS] = {
    0x3fffaaab, 0x27fbffff, 0x153ffffb, 0x2affffac, 0x30f6241e, 0x034a83da, 0x112bf673,
    0x12e13ce1, 0x2cd76477, 0x1ed90d2e, 0x29a4b1ba, 0x3a8e5ff9, 0x001a0111,
};
/* -1 / p mod 2^30 */
static const uint32_t INVERSE = 0x3ffcfffd;

/* Two words as one; the memory of WebAssembly is little-endian. */
typedef uint64_t words __attribute__((aligned(4), may_alias));

INLINE uint64_t word(const number a, int i)
{
    return ((const words *)a)[i];
}

INLINE void set_word(number out, int i, uint64_t word)
{
    ((words *)out)[i] = word;
}

/* All ones or zero, which the compiler must not turn into a branch. */
INLINE uint64_t opaque(uint64_t mask)
{
    __asm__ volatile("" : "+r"(mask));
    return mask;
}

/* a * 2^LIFT */
INLINE void unpack(uint32_t limbs[LIMBS], const number a)
{
    UNROLLED for (int i = 0; i < LIMBS; i++) {
        int bit = BITS * i - LIFT, at = i ? bit / 64 : 0;
        uint64_t window = i ? word(a, at) >> bit % 64 : word(a, at) << LIFT;
        if (i && bit % 64 > 64 - BITS && at + 1 < WORDS / 2)
            window |= word(a, at + 1) << (64 - bit % 64);
        limbs[i] = window & MASK;
    }
}

INLINE void add_products(uint64_t *t, const uint64_t a[HALF], const uint64_t b[HALF])
{
    UNROLLED for (int i = 0; i < HALF; i++)
        UNROLLED for (int j = 0; j < HALF; j++)
            t[i + j] += a[i] * b[j];
}

/* By halves, with a0 b1 + a1 b0 = a0 b0 + a1 b1 + (a0 - a1)(b1 - b0) (Karatsuba): products are what
 * takes the time, and this makes four fifths of them. Differences may be negative, columns are not. */
INLINE void multiply(columns t, const uint32_t a[LIMBS], const uint32_t b[LIMBS])
{
    uint64_t a0[HALF], a1[HALF], b0[HALF], b1[HALF], low[2 * HALF] = {}, high[2 * HALF] = {};

    UNROLLED for (int i = 0; i < HALF; i++) {
        a0[i] = a[i];
        b0[i] = b[i];
        a1[i] = i + HALF < LIMBS ? a[i + HALF] : 0;
        b1[i] = i + HALF < LIMBS ? b[i + HALF] : 0;
    }
    add_products(low, a0, b0);
    add_products(high, a1, b1);
    UNROLLED for (int k = 0; k < 2 * LIMBS; k++) {
        t[k] = k < 2 * HALF ? low[k] : high[k - 2 * HALF];
        if (k >= HALF && k < 3 * HALF)
            t[k] += low[k - HALF] + high[k - HALF];
    }
    UNROLLED for (int i = 0; i < HALF; i++) {
        a0[i] -= a1[i];
        b1[i] -= b0[i];
    }
    add_products(t + HALF, a0, b1);
}

INLINE void square(columns t, const uint32_t a[LIMBS])
{
    UNROLLED for (int k = 0; k < 2 * LIMBS; k++)
        t[k] = 0;
    UNROLLED for (int i = 0; i < LIMBS; i++) {
        uint64_t twice = (uint64_t)a[i] << 1;
        t[2 * i] += (uint64_t)a[i] * a[i];
        UNROLLED for (int j = i + 1; j < LIMBS; j++)
            t[i + j] += twice * a[j];
    }
}

/* t / 2^390 mod p, below p for a t below 2^390 * p. */
INLINE void reduce(number out, columns t)
{
    /* One step of carrying, all columns at once, makes room for 13 more products in each. */
    UNROLLED for (int k = 2 * LIMBS - 1; k > 0; k--)
        t[k] = (t[k] & MASK) + (t[k - 1] >> BITS);
    t[0] &= MASK;
    UNROLLED for (int i = 0; i < LIMBS; i++) {
        uint64_t quotient = (uint32_t)t[i] * INVERSE & MASK;
        UNROLLED for (int j = 0; j < LIMBS; j++)
            t[i + j] += quotient * P_LIMBS[j];
        t[i + 1] += t[i] >> BITS;
    }
    /* What is left is below 2p: both it and it less p, two limbs at once, of which one is the result. */
    uint64_t whole[LIMBS / 2 + 1], less[LIMBS / 2 + 1], carry = 0;
    int64_t borrow = 0;
    UNROLLED for (int i = 0; i <= LIMBS / 2; i++) {
        carry += t[LIMBS + 2 * i];
        whole[i] = carry & MASK;
        uint64_t p = P_LIMBS[2 * i];
        if (2 * i + 1 < LIMBS) {
            carry = (carry >> BITS) + t[LIMBS + 2 * i + 1];
            whole[i] |= (carry & MASK) << BITS;
            carry >>= BITS;
            p |= (uint64_t)P_LIMBS[2 * i + 1] << BITS;
        }
        borrow += (int64_t)(whole[i] - p);
        less[i] = borrow & TWO_MASK;
        borrow >>= 2 * BITS;
    }
    uint64_t keep = opaque((uint64_t)borrow);
    UNROLLED for (int i = 0; i <= LIMBS / 2; i++)
        whole[i] = (whole[i] & keep) | (less[i] & ~keep);
    UNROLLED for (int i = 0; i < WORDS / 2; i++)
        set_word(out, i, whole[i] >> 4 * i | whole[i + 1] << (2 * BITS - 4 * i));
}

/* a * b / R mod p, below p for a * b below R * p: one factor may be any 12 words. */
__attribute__((noinline)) void ssv_fp_mul(number out, const number a, const number b)
{
    uint32_t x[LIMBS], y[LIMBS];
    columns t;

    unpack(x, a);
    unpack(y, b);
    multiply(t, x, y);
    reduce(out, t);
}

/* a * a / R mod p for an a below p. */
__attribute__((noinline)) void ssv_fp_sqr(number out, const number a)
{
    uint32_t x[LIMBS];
    columns t;

    unpack(x, a);
    square(t, x);
    reduce(out, t);
}

INLINE uint64_t add_carry(uint64_t a, uint64_t b, uint64_t *carry)
{
    uint64_t low = a + b, sum = low + *carry;
    *carry = (low < a) | (sum < low);
    return sum;
}

INLINE uint64_t subtract_borrow(uint64_t a, uint64_t b, uint64_t *borrow)
{
    uint64_t high = a - b, difference = high - *borrow;
    *borrow = (a < b) | (high < *borrow);
    return difference;
}

/* a + b mod p for both below p. To a word of p a carry or borrow can always be added. */
void ssv_fp_add(number out, const number a, const number b)
{
    uint64_t sum[WORDS / 2], less[WORDS / 2], carry = 0, borrow = 0;

    UNROLLED for (int i = 0; i < WORDS / 2; i++) {
        sum[i] = add_carry(word(a, i), word(b, i), &carry);
        uint64_t subtrahend = word(P_WORDS, i) + borrow;
        less[i] = sum[i] - subtrahend;
        borrow = sum[i] < subtrahend;
    }
    uint64_t keep = opaque(-borrow);
    UNROLLED for (int i = 0; i < WORDS / 2; i++)
        set_word(out, i, (sum[i] & keep) | (less[i] & ~keep));
}

/* a - b mod p for both below p. */
void ssv_fp_sub(number out, const number a, const number b)
{
    uint64_t difference[WORDS / 2], more[WORDS / 2], borrow = 0, carry = 0;

    UNROLLED for (int i = 0; i < WORDS / 2; i++) {
        difference[i] = subtract_borrow(word(a, i), word(b, i), &borrow);
        uint64_t addend = word(P_WORDS, i) + carry;
        more[i] = difference[i] + addend;
        carry = more[i] < addend;
    }
    uint64_t add = opaque(-borrow);
    UNROLLED for (int i = 0; i < WORDS / 2; i++)
        set_word(out, i, (more[i] & add) | (difference[i] & ~add));
}

/* a * 2^count mod p for an a below p. */
void ssv_fp_lshift(number out, const number a, uint32_t count)
{
    while (count--) {
        ssv_fp_add(out, a, a);
        a = out;
    }
}

/* 3a mod p for an a below p. */
void ssv_fp_triple(number out, const number a)
{
    number twice;

    ssv_fp_add(twice, a, a);
    ssv_fp_add(out, twice, a);
}

/* a^(2^count) * b */
void ssv_fp_sqr_n_mul(number out, const number a, uint32_t count, const number b)
{
    while (count--) {
        ssv_fp_sqr(out, a);
        a = out;
    }
    ssv_fp_mul(out, out, b);
}

#include "field2.c"
