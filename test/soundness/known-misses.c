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

// The argument hangs under a link of its own: what is stored there is not seen.
struct node {
  struct node *parent, *first, *next;
  int mark;
};
struct node *node_new(struct node *parent) {
  struct node *made = calloc(1, sizeof *made);
  if (made && parent) {
    made->parent = parent;
    made->next = parent->first;
    parent->first = made;
  }
  return made;
}
char *fn_mark(struct node *it) {
  it->mark = 0;
  for (struct node *child = it->parent->first; child; child = child->next)
    child->mark = 1;
  return it->mark ? malloc(4) : 0;
}
// CHECK-LABEL: {{^}}fn_mark: none{{$}}

// Two arguments that a client makes one object.
char *fn_two(struct node *a, struct node *b) {
  a->mark = 0;
  b->mark = 1;
  return a->mark ? malloc(8) : 0;
}
// CHECK-LABEL: {{^}}fn_two: none{{$}}

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

// A node of a list that a link of the caller's also leads to: nodes that are not
// told apart are taken to be different. (To tell that they may be one takes
// half a minute for a library that else takes 20 ms.)
struct item {
  struct item *next;
  int seen;
};
struct walk {
  struct item *current, *list;
};
static struct item *nth(struct item *it, int i) {
  while (i-- && it)
    it = it->next;
  return it;
}
static void see(struct walk *it) { it->current->seen = 1; }
static char *visit(struct walk *it, struct item *at) {
  at->seen = 0;
  see(it);
  return at->seen ? malloc(2) : 0;
}
char *fn_visited(struct walk *it, int i) {
  struct item *at = nth(it->list, i);
  if (!at)
    return 0;
  it->current = at;
  return visit(it, at);
}
// CHECK-LABEL: {{^}}fn_visited: none{{$}}

// Two globals that a function makes lead to one object.
struct window {
  struct window *next;
  int focused;
};
static struct window *windows, *active;
struct window *window_new(void) {
  struct window *made = calloc(1, sizeof *made);
  if (made) {
    made->next = windows;
    active = windows = made;
  }
  return made;
}
char *fn_focused(void) {
  if (!windows)
    return 0;
  windows->focused = 0;
  active->focused = 1;
  return windows->focused ? malloc(3) : 0;
}
// CHECK-LABEL: {{^}}fn_focused: none{{$}}
