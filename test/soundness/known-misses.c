// RUN: %scan %s -- | FileCheck %s
//
// Answers that are wrong, and known to be: each is 'none' or 'contained' where
// memory gets out. A mend renames it to _bad.

#include "../Inputs/libc.h"
char *strdup(const char *);
int snprintf(char *, size_t, const char *, ...);

// A number in a record is believed to be one, though a pointer was put there.
struct link {
  struct link *next;
  unsigned long value;
};
struct list {
  struct link *head;
};
static unsigned long shift(struct list *it) {
  struct link *first = it->head;
  it->head = first->next;
  return first->value;
}
char *fn_shifted(void) {
  struct link one = {0, (unsigned long)malloc(4)};
  struct list all = {&one};
  return (char *)shift(&all);
}
// CHECK-LABEL: {{^}}fn_shifted: contained{{$}}

// A store in a table that is cleared again counts as one that keeps the block.
struct page {
  char data[64];
};
static struct page *slots[4];
struct page *fn_detached(int i) {
  struct page *made = slots[i & 3] = malloc(sizeof *made);
  memset(slots, 0, sizeof slots);
  return made;
}
// CHECK-LABEL: {{^}}fn_detached: contained{{$}}

// An address leaves as text.
int fn_handle_text(char *out, size_t size) {
  return snprintf(out, size, "%p", malloc(10));
}
// CHECK-LABEL: {{^}}fn_handle_text: contained{{$}}

// A client's function takes what is freed and cleared after it.
struct parser {
  char *text;
  void (*see)(struct parser *);
};
void parser_on(struct parser *it, void (*see)(struct parser *)) {
  it->see = see;
}
char *parser_steal(struct parser *it) {
  char *stolen = it->text;
  it->text = 0;
  return stolen;
}
void fn_feed(struct parser *it, const char *text) {
  it->text = strdup(text);
  it->see(it);
  free(it->text);
  it->text = 0;
}
// CHECK-LABEL: {{^}}fn_feed: contained{{$}}
