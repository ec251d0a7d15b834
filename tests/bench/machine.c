/*
 * scrypt's ROMix (RFC 7914 §5, N = 2^18, r = 8) in the processor's own 128-bit vectors, and what it
 * consists of: the bounds that a machine sets to any code of this kind.
 *
 *   machine whole    all of it, from a block on stdin to one on stdout
 *   machine chain    the same with a table of 16 blocks, which the first cache holds
 *   machine lookups  only the lookups, each where the one before says
 *   machine wipe     only overwriting the table
 *
 * Milliseconds of CPU time go to stderr. Big-endian machines are not thought of.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define N (1u << 18)
#define LINES 16

typedef uint32_t vector __attribute__((vector_size(16)));
/* 64 bytes; a row is one of Salsa20's diagonals. */
typedef struct { vector row[4]; } line;
typedef struct { line line[LINES]; } block;

#define TURN(v, a, b, c, d) __builtin_shufflevector(v, v, a, b, c, d)

static inline line xor(line x, line y) {
  for (int i = 0; i < 4; i++) x.row[i] ^= y.row[i];
  return x;
}

static inline vector step(vector to, vector sum, int bits) {
  return to ^ (sum << bits) ^ (sum >> (32 - bits));
}

/* Salsa20/8. */
static inline line salsa(line x) {
  vector a = x.row[0], b = x.row[1], c = x.row[2], d = x.row[3];
  for (int round = 0; round < 8; round++) {
    b = step(b, a + d, 7);
    c = step(c, b + a, 9);
    d = step(d, c + b, 13);
    a = step(a, d + c, 18);
    vector first = TURN(d, 1, 2, 3, 0);
    c = TURN(c, 2, 3, 0, 1);
    d = TURN(b, 3, 0, 1, 2);
    b = first;
  }
  return (line){{x.row[0] + a, x.row[1] + b, x.row[2] + c, x.row[3] + d}};
}

/* scryptBlockMix of `from`, xored with `mask` if there is one. */
static inline void mix(const block *from, const block *mask, block *to) {
  line x = from->line[LINES - 1];
  if (mask) x = xor(x, mask->line[LINES - 1]);
  for (int i = 0; i < LINES; i++) {
    x = xor(x, from->line[i]);
    if (mask) x = xor(x, mask->line[i]);
    x = salsa(x);
    to->line[i / 2 + i % 2 * (LINES / 2)] = x;
  }
}

/* The block of the table that comes next, on its way from memory at once. */
static inline const block *lookup(const block *table, const block *x, uint32_t mask) {
  const block *found = &table[x->line[LINES - 1].row[0][0] & mask];
  __builtin_prefetch(&found->line[LINES - 1]);
  for (int i = 0; i < LINES - 1; i++) __builtin_prefetch(&found->line[i]);
  return found;
}

/* ROMix; with fewer than N blocks in the table it is not scrypt's, and as many steps. */
static void romix(block *x, block *table, uint32_t blocks) {
  block y;
  for (uint32_t i = 0; i < N; i += 2) {
    table[i % blocks] = *x;
    mix(x, NULL, &y);
    table[(i + 1) % blocks] = y;
    mix(&y, NULL, x);
  }
  for (uint32_t i = 0; i < N; i += 2) {
    mix(x, lookup(table, x, blocks - 1), &y);
    mix(&y, lookup(table, &y, blocks - 1), x);
  }
}

/* N lookups of all lines of a block. */
static uint32_t lookups(const block *table) {
  uint32_t place = 0;
  for (uint32_t i = 0; i < N; i++) {
    uint32_t sum = i;
    for (int k = 0; k < LINES; k++) sum += table[place].line[k].row[0][0];
    place = sum * 2654435769u >> 14;
  }
  return place;
}

/* Words of a block stand diagonal by diagonal: word 4v + 5l mod 16 of a line is word l of row v. */
static void exchange(block *x, uint32_t words[LINES * 16], int out) {
  for (int k = 0; k < LINES; k++)
    for (int v = 0; v < 4; v++)
      for (int l = 0; l < 4; l++) {
        uint32_t *word = &words[16 * k + (4 * v + 5 * l) % 16];
        if (out) *word = x->line[k].row[v][l];
        else x->line[k].row[v][l] = *word;
      }
}

/* What is behind a pointer counts as read and written: it cannot be left out. */
static void keep(void *pointer) { __asm__ volatile("" ::"r"(pointer) : "memory"); }

int main(int count, char **names) {
  const char *part = count == 2 ? names[1] : "";
  int whole = !strcmp(part, "whole"), chain = !strcmp(part, "chain");
  uint32_t words[LINES * 16];
  if ((whole || chain) && fread(words, sizeof words, 1, stdin) != 1) return 1;
  size_t size = N * sizeof(block);
  block *table = aligned_alloc(sizeof(block), size);
  if (!table) return 1;
  /* Its pages are there before the time counts. */
  memset(table, 1, size);
  keep(table);

  clock_t start = clock();
  if (whole || chain) {
    block x;
    exchange(&x, words, 0);
    romix(&x, table, whole ? N : 16);
    exchange(&x, words, 1);
  } else if (!strcmp(part, "lookups")) {
    uint32_t place = lookups(table);
    keep(&place);
  } else if (!strcmp(part, "wipe")) {
    memset(table, 0, size);
    keep(table);
  } else {
    return 2;
  }
  fprintf(stderr, "%f\n", 1000.0 * (clock() - start) / CLOCKS_PER_SEC);
  if (whole || chain) fwrite(words, sizeof words, 1, stdout);
  return 0;
}
