// RUN: not membrane scan --checks=partial-release %s -- 2>&1 | FileCheck %s --implicit-check-not=warning:

void *calloc(__SIZE_TYPE__, __SIZE_TYPE__);
void free(void *);
char *strdup(const char *);

struct user { char *name, *mail; };
struct user *user_new(const char *name) {
  struct user *u = calloc(1, sizeof *u);
  if (u)
    u->name = strdup(name);
  return u;
}
void user_set_mail(struct user *u, const char *mail) {
  u->mail = strdup(mail);
}
void user_free_bad(struct user *u) {
  free(u->name);
  free(u);
}
// CHECK: :[[#@LINE-4]]:6: warning: 'user_free_bad' leaves memory under 'struct user' that is lost with it: '->mail' [partial-release]
// CHECK: :[[#@LINE-7]]:11: note: '->mail' is hung here, for 'user_set_mail'

// Every level counts.
struct word { struct word *next; char *text; };
struct book { struct word *words; };
struct book *book_new(void) { return calloc(1, sizeof(struct book)); }
void book_add(struct book *b, const char *text) {
  struct word *w = calloc(1, sizeof *w);
  if (!w)
    return;
  w->text = strdup(text);
  w->next = b->words;
  b->words = w;
}
void book_free_bad(struct book *b) {
  for (struct word *w = b->words, *next; w; w = next) {
    next = w->next;
    free(w);
  }
  free(b);
}
// CHECK: :[[#@LINE-7]]:6: warning: 'book_free_bad' leaves memory under 'struct book' that is lost with it: '->words->text' [partial-release]

struct page { struct word *words; };
struct page *page_new(void) { return calloc(1, sizeof(struct page)); }
void page_add(struct page *p, const char *text) {
  struct word *w = calloc(1, sizeof *w);
  if (!w)
    return;
  w->text = strdup(text);
  w->next = p->words;
  p->words = w;
}
static void words_free(struct word *w) {
  if (!w)
    return;
  words_free(w->next);
  free(w->text);
  free(w);
}
void page_free_ok(struct page *p) {
  words_free(p->words);
  free(p);
}

// The pointer is the caller's own.
struct timer { void *user; };
struct timer *timer_new(void) { return calloc(1, sizeof(struct timer)); }
void timer_set_user(struct timer *t, void *user) { t->user = user; }
void timer_free_ok(struct timer *t) { free(t); }

// A flag says whether there is something to free.
struct maybe { int owns; char *text; };
struct maybe *maybe_new(const char *text, int copy) {
  struct maybe *m = calloc(1, sizeof *m);
  m->owns = copy;
  m->text = copy ? strdup(text) : (char *)text;
  return m;
}
void maybe_free_ok(struct maybe *m) {
  if (m->owns)
    free(m->text);
  free(m);
}

// The message tells of the shortest three, the notes of all.
struct form { char *first, *second, *third, *fourth, *last; };
struct form *form_new(void) { return calloc(1, sizeof(struct form)); }
void form_fill(struct form *f, const char *text) {
  f->first = strdup(text);
  f->second = strdup(text);
  f->third = strdup(text);
  f->fourth = strdup(text);
  f->last = strdup(text);
}
void form_free_bad(struct form *f) { free(f); }
// CHECK: warning: 'form_free_bad' leaves memory under 'struct form' that is lost with it: '->last', '->first', '->third' and 2 more [partial-release]
// CHECK: note: '->fourth' is hung here, for 'form_fill'

// What hangs under an object only where another one holds it is looked after by
// that one.
struct data { char *text; };
struct queue { struct data *data; };
struct data *data_new(void) { return calloc(1, sizeof(struct data)); }
void data_free_ok(struct data *d) { free(d); }
struct queue *queue_new(void) {
  struct queue *q = calloc(1, sizeof *q);
  if (q)
    q->data = data_new();
  return q;
}
void queue_fill(struct queue *q, const char *text) {
  q->data->text = strdup(text);
}
void queue_free_ok(struct queue *q) {
  free(q->data->text);
  data_free_ok(q->data);
  free(q);
}
