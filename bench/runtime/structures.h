// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rows `tree` and `dom`: linked structures, built, walked and freed.

#ifndef BENCH_STRUCTURES_H
#define BENCH_STRUCTURES_H

#include "contender.h"

enum { TREE_LEVELS = 16, DOM_VALUES = 20000, DOM_DEPTH = 12 };

// A complete binary tree of 2^16 - 1 nodes.

typedef struct tree_node {
  struct tree_node *left, *right;
  long level, unused;
} tree_node;

static tree_node *tree_build(region *in, int below) {
  tree_node *node = (tree_node *)region_alloc(in, sizeof *node);
  node->level = below;
  node->left = below ? tree_build(in, below - 1) : NULL;
  node->right = below ? tree_build(in, below - 1) : NULL;
  return node;
}

static long tree_sum(const tree_node *node) {
  return node ? node->level + tree_sum(node->left) + tree_sum(node->right) : 0;
}

#ifdef FREES_OBJECTS
static void tree_free(tree_node *node) {
  if (!node)
    return;
  tree_free(node->left);
  tree_free(node->right);
  object_free(node);
}
#endif

static void run_tree(long regions) {
  for (; regions > 0; --regions) {
    region in;
    region_open(&in);
    tree_node *root = tree_build(&in, TREE_LEVELS - 1);
    keep_pointer((void *)(intptr_t)tree_sum(root));
#ifdef FREES_OBJECTS
    tree_free(root);
#endif
    region_close(&in);
  }
}

// A document in the manner of JSON: 20000 values, each with a key, some with a
// string, some with values inside.

typedef struct dom_value {
  struct dom_value *next, *inside;
  char *key, *text;
  double number;
} dom_value;

typedef struct dom_state {
  region *in;
  uint32_t random;
  long left;
} dom_state;

ALWAYS_INLINE char *dom_word(dom_state *state) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
  uint32_t length = 4 + next_random(&state->random) % 28;
  char *word = (char *)region_alloc(state->in, length + 1);
  memcpy(word, letters, length);
  word[length] = '\0';
  return word;
}

static dom_value *dom_build(dom_state *state, int depth) {
  dom_value *value = (dom_value *)region_alloc(state->in, sizeof *value);
  --state->left;
  uint32_t kind = next_random(&state->random) % 8;
  value->next = value->inside = NULL;
  value->text = NULL;
  value->number = kind;
  value->key = dom_word(state);
  if (kind < 3)
    value->text = dom_word(state);
  if (kind < 6 || depth == DOM_DEPTH)
    return value;
  dom_value **last = &value->inside;
  uint32_t most = next_random(&state->random) % 10;
  for (; most > 0 && state->left > 0; --most) {
    *last = dom_build(state, depth + 1);
    last = &(*last)->next;
  }
  return value;
}

static double dom_sum(const dom_value *value) {
  double sum = 0;
  for (; value; value = value->next)
    sum += value->number + value->key[0] + (value->text ? value->text[0] : 0) +
           dom_sum(value->inside);
  return sum;
}

#ifdef FREES_OBJECTS
static void dom_free(dom_value *value) {
  while (value) {
    dom_value *next = value->next;
    dom_free(value->inside);
    object_free(value->key);
    if (value->text)
      object_free(value->text);
    object_free(value);
    value = next;
  }
}
#endif

static void run_dom(long regions) {
  for (; regions > 0; --regions) {
    region in;
    region_open(&in);
    dom_state state = {&in, 99, DOM_VALUES};
    dom_value *document = NULL;
    while (state.left > 0) {
      dom_value *value = dom_build(&state, 0);
      value->next = document;
      document = value;
    }
    double sum = dom_sum(document);
    keep_contents(&sum);
#ifdef FREES_OBJECTS
    dom_free(document);
#endif
    region_close(&in);
  }
}

#endif
