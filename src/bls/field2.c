/*
 * Fp2 = Fp[i] / (i^2 + 1) for WebAssembly's SIMD: both parts of a number stand side by side in one
 * register, where two products and two reductions take little longer than one of field.c. Numbers
 * come and go in its form, and here too no branch and no index depends on a value.
 */

/* Inside, a part is 14 limbs of 28 bits: a column sums up 42 products without a carry. */
#define PAIR_LIMBS 14
#define PAIR_BITS 28
#define PAIR_MASK ((UINT64_C(1) << PAIR_BITS) - 1)
#define TWO_PAIRS_MASK ((UINT64_C(1) << 2 * PAIR_BITS) - 1)
/* Both factors times 2^PAIR_LIFT, as the limbs divide by 2^392 where blst divides by 2^384. */
#define PAIR_LIFT 4

/* A limb of each part, or its column. */
typedef uint64_t pair __attribute__((vector_size(16)));
/* A limb of each part and the next limb of each, which may be looked at one by one. */
typedef uint32_t pairs __attribute__((vector_size(16), may_alias));

#define ALIGNED __attribute__((aligned(sizeof(pairs))))
/* Limbs of both parts, as pairs are. */
static const uint32_t P_PAIRS[2 * PAIR_LIMBS] ALIGNED = {
    0xfffaaab, 0xfffaaab, 0xfefffff, 0xfefffff, 0x3ffffb9, 0x3ffffb9, 0xfffeb15, 0xfffeb15,
    0x6241eab, 0x6241eab, 0xa0f6b0f, 0xa0f6b0f, 0xf6730d2, 0xf6730d2, 0xf38512b, 0xf38512b,
    0x4774b84, 0x4774b84, 0x4bacd76, 0x4bacd76, 0xba7b643, 0xba7b643, 0xe69a4b1, 0xe69a4b1,
    0x1ea397f, 0x1ea397f, 0x001a011, 0x001a011,
};
/* 2p * 2^PAIR_LIFT with limbs that none of p * 2^PAIR_LIFT exceeds. */
static const uint32_t TWO_P[2 * PAIR_LIMBS] ALIGNED = {
    0x1ff55560, 0x1ff55560, 0x1dfffffe, 0x1dfffffe, 0x1ffff73e, 0x1ffff73e, 0x1ffd62a6, 0x1ffd62a6,
    0x1483d57e, 0x1483d57e, 0x11ed61eb, 0x11ed61eb, 0x1ce61a53, 0x1ce61a53, 0x170a257d, 0x170a257d,
    0x1ee9709d, 0x1ee9709d, 0x1759aec7, 0x1759aec7, 0x14f6c868, 0x14f6c868, 0x1d349636, 0x1d349636,
    0x1d472ffb, 0x1d472ffb, 0x0340222, 0x0340222,
};
/* -1 / p mod 2^28 */
static const uint32_t PAIR_INVERSE = 0xffcfffd;

#define SHUFFLE(v, ...) __builtin_shufflevector(v, v, __VA_ARGS__)

#ifdef __wasm_simd128__
/* In C, clang would find the slow product of 64 bits in it. */
#define PRODUCT(instruction, x, y)                                                                 \
    pair product;                                                                                  \
    __asm__("local.get %1\n local.get %2\n " instruction "\n local.set %0"                         \
            : "=r"(product)                                                                        \
            : "r"(x), "r"(y));                                                                     \
    return product
INLINE pair low_product(pairs x, pairs y)
{
    PRODUCT("i64x2.extmul_low_i32x4_u", x, y);
}

INLINE pair high_product(pairs x, pairs y)
{
    PRODUCT("i64x2.extmul_high_i32x4_u", x, y);
}
#else
INLINE pair low_product(pairs x, pairs y)
{
    return (pair){(uint64_t)x[0] * y[0], (uint64_t)x[1] * y[1]};
}

INLINE pair high_product(pairs x, pairs y)
{
    return (pair){(uint64_t)x[2] * y[2], (uint64_t)x[3] * y[3]};
}
#endif

/* a * 2^PAIR_LIFT */
static __attribute__((noinline)) void unpack_pairs(pairs limbs[PAIR_LIMBS / 2], const number a[2])
{
    pair last = {};

    UNROLLED for (int i = 0; i < PAIR_LIMBS / 2; i++) {
        pair next = i < WORDS / 2 ? (pair){word(a[0], i), word(a[1], i)} : (pair){};
        /* Two limbs: 56 bits, of which the lowest are those of the word before. */
        pair two = next << (8 * i + PAIR_LIFT);
        if (i)
            two |= last >> (64 - 8 * i - PAIR_LIFT);
        pairs limb = (pairs)((two & PAIR_MASK) | (two << (32 - PAIR_BITS) & PAIR_MASK << 32));
        limbs[i] = SHUFFLE(limb, 0, 2, 1, 3);
        last = next;
    }
}

/* What the columns sum up to, mod p, for parts below 2p. */
static __attribute__((noinline)) void pack_pairs(number out[2], const pair columns[PAIR_LIMBS])
{
    pair whole[PAIR_LIMBS / 2], less[PAIR_LIMBS / 2], carry = {}, above = (pair){} + 1;

    /* Two limbs at once. */
    UNROLLED for (int i = 0; i < PAIR_LIMBS / 2; i++) {
        carry += columns[2 * i];
        pair low = carry & PAIR_MASK;
        carry = (carry >> PAIR_BITS) + columns[2 * i + 1];
        whole[i] = low | (carry & PAIR_MASK) << PAIR_BITS;
        carry >>= PAIR_BITS;
        /* 2^392 - p, whose limbs are those of p upside down, and one. */
        uint64_t p = P_PAIRS[4 * i] | (uint64_t)P_PAIRS[4 * i + 2] << PAIR_BITS;
        above += whole[i] + (p ^ TWO_PAIRS_MASK);
        less[i] = above & TWO_PAIRS_MASK;
        above >>= 2 * PAIR_BITS;
    }
    /* All ones where the part is below p: a mask of two lanes, which nothing branches on. */
    pair keep = above - 1;
    UNROLLED for (int i = 0; i < PAIR_LIMBS / 2; i++)
        whole[i] = (whole[i] & keep) | (less[i] & ~keep);
    UNROLLED for (int i = 0; i < WORDS / 2; i++) {
        pair two = whole[i] >> 8 * i | whole[i + 1] << (2 * PAIR_BITS - 8 * i);
        UNROLLED for (int part = 0; part < 2; part++)
            set_word(out[part], i, two[part]);
    }
}

/* Adds limb * a, part by part. */
INLINE void add_row(pair columns[PAIR_LIMBS], pairs limb, const pairs a[PAIR_LIMBS / 2])
{
    UNROLLED for (int i = 0; i < PAIR_LIMBS / 2; i++) {
        columns[2 * i] += low_product(limb, a[i]);
        columns[2 * i + 1] += high_product(limb, a[i]);
    }
}

/* Divides by 2^28 mod p. */
INLINE void reduce_row(pair columns[PAIR_LIMBS])
{
    /* As constants of the code the limbs would take more time than loads. */
    const pairs *p = (const pairs *)P_PAIRS;
    __asm__("" : "+r"(p));
    pairs first = SHUFFLE((pairs)columns[0], 0, 2, 0, 2);
    add_row(columns, first * PAIR_INVERSE & (uint32_t)PAIR_MASK, p);
    columns[1] += columns[0] >> PAIR_BITS;
    UNROLLED for (int i = 1; i < PAIR_LIMBS; i++)
        columns[i - 1] = columns[i];
    columns[PAIR_LIMBS - 1] = (pair){};
}

void ssv_fp2_add(number out[2], const number a[2], const number b[2])
{
    ssv_fp_add(out[0], a[0], b[0]);
    ssv_fp_add(out[1], a[1], b[1]);
}

void ssv_fp2_sub(number out[2], const number a[2], const number b[2])
{
    ssv_fp_sub(out[0], a[0], b[0]);
    ssv_fp_sub(out[1], a[1], b[1]);
}

void ssv_fp2_lshift(number out[2], const number a[2], uint32_t count)
{
    ssv_fp_lshift(out[0], a[0], count);
    ssv_fp_lshift(out[1], a[1], count);
}

void ssv_fp2_triple(number out[2], const number a[2])
{
    ssv_fp_triple(out[0], a[0]);
    ssv_fp_triple(out[1], a[1]);
}

/* (a0 + a1 i)(b0 + b1 i): a0 times (b0, b1) and a1 times (2p - b1, b0), both below p. */
void ssv_fp2_mul(number out[2], const number a[2], const number b[2])
{
    pairs x[PAIR_LIMBS / 2], y[PAIR_LIMBS / 2], turned[PAIR_LIMBS / 2];
    pair columns[PAIR_LIMBS] = {};
    const pairs *two_p = (const pairs *)TWO_P;

    unpack_pairs(x, a);
    unpack_pairs(y, b);
    ROLLED for (int i = 0; i < PAIR_LIMBS / 2; i++)
        turned[i] = __builtin_shufflevector(two_p[i] - y[i], y[i], 1, 4, 3, 6);
    const uint32_t *limb = (const uint32_t *)x;
    ROLLED for (int i = 0; i < PAIR_LIMBS; i++) {
        add_row(columns, (pairs){} + *limb++, y);
        add_row(columns, (pairs){} + *limb++, turned);
        reduce_row(columns);
    }
    pack_pairs(out, columns);
}

/* (a0 + a1 i)^2: (a0 + a1, 2 a0) times (a0 - a1 + 2p, a1), for parts below p. */
void ssv_fp2_sqr(number out[2], const number a[2])
{
    pairs x[PAIR_LIMBS / 2], y[PAIR_LIMBS / 2];
    pair columns[PAIR_LIMBS] = {};
    const pairs *two_p = (const pairs *)TWO_P;

    unpack_pairs(x, a);
    ROLLED for (int i = 0; i < PAIR_LIMBS / 2; i++) {
        pairs turned = SHUFFLE(x[i], 1, 0, 3, 2);
        y[i] = __builtin_shufflevector(x[i] - turned + two_p[i], x[i], 0, 5, 2, 7);
        x[i] = SHUFFLE(x[i], 0, 0, 2, 2) + turned;
    }
    const uint64_t *limbs = (const uint64_t *)x;
    ROLLED for (int i = 0; i < PAIR_LIMBS; i++) {
        add_row(columns, (pairs)((pair){} + *limbs++), y);
        reduce_row(columns);
    }
    pack_pairs(out, columns);
}
