// RUN: %scan %s -- | FileCheck %s
//
// Containers that keep whatever they are given in what is declared to be text
// or numbers, behind a member of an argument.

#include "../Inputs/libc.h"
void *realloc(void *, size_t);

struct vector {
  char *data;
  size_t count, room, size;
};
static int push(struct vector *it, const void *element) {
  if (it->count == it->room) {
    size_t room = it->room ? it->room * 2 : 4;
    char *more = realloc(it->data, room * it->size);
    if (!more)
      return -1;
    it->data = more;
    it->room = room;
  }
  memcpy(it->data + it->count++ * it->size, element, it->size);
  return 0;
}
static void pop(struct vector *it, void *element) {
  memcpy(element, it->data + --it->count * it->size, it->size);
}
char *last_bad(int n) {
  struct vector all = {0, 0, 0, sizeof(char *)};
  char *last = 0;
  for (int i = 0; i < n; i++) {
    char *made = malloc(4);
    if (made && push(&all, &made))
      free(made);
  }
  if (all.count)
    pop(&all, &last);
  free(all.data);
  return last;
}
// CHECK-LABEL: {{^}}last_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

struct machine {
  long *stack;
  int top;
};
static long take(struct machine *it) { return it->stack[--it->top]; }
char *on_a_stack_bad(void) {
  long cells[8];
  struct machine it = {cells, 0};
  it.stack[it.top++] = (long)malloc(4);
  return (char *)take(&it);
}
// CHECK-LABEL: {{^}}on_a_stack_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

struct map {
  unsigned long *keys, *values;
  unsigned count;
};
static int look_up(const struct map *in, unsigned long key,
                   unsigned long *value) {
  for (unsigned i = 0; i < in->count; i++)
    if (in->keys[i] == key) {
      *value = in->values[i];
      return 1;
    }
  return 0;
}
char *mapped_bad(void) {
  unsigned long keys[1] = {1}, values[1] = {(unsigned long)malloc(4)};
  unsigned long found = 0;
  struct map all = {keys, values, 1};
  look_up(&all, 1, &found);
  return (char *)found;
}
// CHECK-LABEL: {{^}}mapped_bad: escaping{{$}}
// CHECK: {{^}}  escapes return ""

struct message {
  int kind;
  char *body;
};
struct cursor {
  const unsigned char *next, *end;
};
static int read(struct cursor *from, void *into, size_t size) {
  if ((size_t)(from->end - from->next) < size)
    return -1;
  memcpy(into, from->next, size);
  from->next += size;
  return 0;
}
int decoded_bad(struct message *into) {
  struct message made = {1, malloc(4)};
  struct cursor from = {(const unsigned char *)&made,
                        (const unsigned char *)(&made + 1)};
  return read(&from, into, sizeof *into);
}
// CHECK-LABEL: {{^}}decoded_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->body"

// Text that is text: a string that is copied brings no pointers.
struct name {
  char *text;
};
static void copy_name(char *into, const struct name *from, size_t size) {
  memcpy(into, from->text, size);
}
int text_ok(char *into, const char *text) {
  struct name it = {malloc(8)};
  if (!it.text)
    return -1;
  memcpy(it.text, text, 8);
  copy_name(into, &it, 8);
  free(it.text);
  return 0;
}
// CHECK-LABEL: {{^}}text_ok: contained{{$}}
