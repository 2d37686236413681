// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types that a header completes: what callers can look into.

#ifndef MEMBRANE_TEST_INPUTS_SHAPES_H
#define MEMBRANE_TEST_INPUTS_SHAPES_H

struct node {
  struct node *next;
  char *name;
  int value;
};

struct list {
  int count;
  struct node *head;
};

struct tree {
  struct tree *left, *right;
  char *key;
};

struct text {
  char *data;
  unsigned long length;
};

struct person {
  char *first, *last;
  int age;
  struct text address;
};

struct packed {
  char tag;
  char *text;
} __attribute__((packed));

union cell {
  long number;
  char *text;
};

/// An allocator that clients fill in.
typedef struct hooks {
  void *(*get)(__SIZE_TYPE__);
  void (*put)(void *);
} hooks;

#endif
