// RUN: %scan %s -- | FileCheck %s
//
// Tables that lead to further tables, each as long as it is: a loop over an
// array of the caller's tells no elements apart, so that a recursion over such
// tables has few objects and is followed precisely.

#include "../Inputs/libc.h"

struct context;
typedef void (*notify)(struct context *it, int why, const char *text);
struct option {
  const char *name;
  unsigned kind;
  void *data;
  notify call;
  const char *text;
};
struct context {
  const struct option *options;
  const char **words;
  char *name;
};

static void announce(struct context *it, const struct option *options) {
  for (; options->name || options->data; options++) {
    if (options->kind == 3)
      announce(it, options->data);
    else if (options->kind == 4)
      options->call(it, 1, options->text);
  }
}

struct context *context_new(const char **words, const struct option *options) {
  struct context *made = malloc(sizeof *made);
  if (!made)
    return NULL;
  made->options = options;
  made->words = words;
  made->name = strdup(words[0]);
  announce(made, options);
  return made;
}

// CHECK-LABEL: {{^}}context_new: opaque{{$}}
// CHECK-NOT: escapes argument
// CHECK-NOT: releases
// CHECK: result owned, nullable

static unsigned long longest(const struct option *options) {
  unsigned long most = 0;
  for (; options->name || options->data; options++) {
    unsigned long length = options->kind == 3 ? longest(options->data)
                                              : strlen(options->name);
    if (length > most)
      most = length;
  }
  return most;
}

void print_all_ok(const struct option *options) {
  char *line = malloc(longest(options) + 1);
  for (; line && options->name; options++)
    printf("%s\n", strcpy(line, options->name));
  free(line);
}
// CHECK-LABEL: {{^}}print_all_ok: contained{{$}}
// CHECK-NOT: escapes
// CHECK-NOT: leaks

void put_in_each_bad(struct option *options) {
  for (; options->name; options++)
    options->data = strdup(options->name);
}
// CHECK-LABEL: {{^}}put_in_each_bad: escaping{{$}}
// CHECK-NOT: escapes argument 0 "*"
// CHECK: {{^}}  escapes argument 0 "->data"

void *put_in_second_bad(struct option *options) {
  for (struct option *it = options; it->name; it++)
    it->data = malloc(4);
  void *second = options[1].data;
  options[1].data = NULL;
  return second;
}
// CHECK-LABEL: {{^}}put_in_second_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""
// CHECK: {{^}}  escapes argument 0 "->data"

// CHECK-NOT: bound functions of coarse precision
