// RUN: %scan %s -- | FileCheck %s
//
// Functions of the caller's that stand in a `void *`: nothing is declared of
// what they are given. A record that only the library completes stays opaque,
// unless they may be told how many bytes there are; text does not.

#include "../Inputs/libc.h"

struct context;
typedef void (*notify)(struct context *it, int why);
typedef void (*tell)(void *bytes, size_t count);
typedef void (*say)(char *text);
struct option {
  const char *name;
  int kind;
  void *data;
};
struct context {
  const struct option *options;
  char *name;
};

struct context *context_new(const struct option *options) {
  struct context *made = malloc(sizeof *made);
  if (!made)
    return NULL;
  made->options = options;
  made->name = strdup(options->name);
  ((notify)options->data)(made, 3);
  return made;
}
// CHECK-LABEL: {{^}}context_new: opaque{{$}}
// CHECK: {{^}}  escapes callback 0 "" opaque

struct context *with_size_bad(const struct option *options, size_t count) {
  struct context *made = malloc(sizeof *made + count);
  if (!made)
    return NULL;
  made->options = options;
  made->name = NULL;
  ((tell)options->data)(made, sizeof *made + count);
  return made;
}
// CHECK-LABEL: {{^}}with_size_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0 "" family

struct context *own_size_bad(const struct option *options) {
  struct context *made = malloc(sizeof *made);
  if (!made)
    return NULL;
  made->options = options;
  made->name = NULL;
  ((tell)options->data)(made, sizeof *made);
  return made;
}
// CHECK-LABEL: {{^}}own_size_bad: escaping{{$}}

char *text_bad(const struct option *options) {
  char *made = strdup(options->name);
  ((say)options->data)(made);
  return made;
}
// CHECK-LABEL: {{^}}text_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0 "" family

// Tables of a type that only the use of a `void *` shows.
static void announce(struct context *it, const struct option *options) {
  for (; options->name; options++)
    if (options->kind == 3)
      announce(it, options->data);
    else
      ((notify)options->data)(it, 1);
}

struct context *in_tables(const struct option *options) {
  struct context *made = malloc(sizeof *made);
  if (!made)
    return NULL;
  made->options = options;
  made->name = strdup(options->name);
  announce(made, options);
  return made;
}
// CHECK-LABEL: {{^}}in_tables: opaque{{$}}
// CHECK-NOT: callback 0 "->name"
