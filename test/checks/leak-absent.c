// RUN: not membrane scan --checks=leak %s -- 2>&1 | FileCheck %s --implicit-check-not=warning:
// RUN: membrane scan --dump=summary %s -- | FileCheck %s --check-prefix=CLASS

// Where a pointer is null there is no block into which it would lead, and what
// was made for that block alone is not there either.

void *malloc(__SIZE_TYPE__);
void free(void *);
char *strcpy(char *, const char *);
char *strchr(const char *, int);

struct pair {
  char *name, *text;
};

void cleanup_ok(const char *text) {
  char *more;
  struct pair *made = malloc(sizeof *made);
  if (!made)
    goto done;
  made->name = strcpy(malloc(10), text);
  more = made->text = malloc(10);
  more[0] = 0;
done:
  if (made) {
    free(made->name);
    free(made->text);
    free(made);
  }
}

void cleanup_bad(const char *text) {
  struct pair *made = malloc(sizeof *made);
  if (!made)
    goto done;
  made->name = strcpy(malloc(10), text);
done:
  if (made)
    free(made);
}
// CHECK: :[[#@LINE-5]]:23: warning: 'cleanup_bad' leaks memory of family 'malloc' [leak]

// The block was made whether or not what holds it was.
// CLASS-LABEL: {{^}}or_kept: escaping
char *or_kept(const char *text) {
  char *name = strcpy(malloc(10), text);
  struct pair *made = malloc(sizeof *made);
  if (made)
    made->name = name;
  if (!made)
    return name;
  free(made->name);
  free(made);
  return 0;
}

void copied_ok(const char *text) {
  char *copy = strcpy(malloc(10), text);
  if (copy)
    free(copy);
}

// A header in front of the text, of one of several sizes.
static int header(int size) { return size < 100 ? 1 : size < 1000 ? 3 : 5; }
static char *text_new(int size) {
  char *block = malloc(header(size) + size);
  char *text;
  if (!block)
    return 0;
  text = block + header(size);
  text[-1] = size;
  return text;
}

struct reader {
  char *text;
};
struct reader *reader_new_ok(int size) {
  struct reader *made = malloc(sizeof *made);
  if (!made)
    return 0;
  made->text = text_new(size);
  if (!made->text) {
    free(made);
    return 0;
  }
  return made;
}

// Nothing found is no sign that there is no block, and no number is.
void find_bad(int size) {
  char *made = malloc(size);
  char *found;
  if (!made)
    return;
  found = strchr(made, ':');
  if (!found)
    return;
  free(made);
}
// CHECK: :[[#@LINE-9]]:16: warning: 'find_bad' leaks memory of family 'malloc' [leak]

// CLASS-LABEL: {{^}}mixed_bad: contained
void mixed_bad(int size) {
  char *made = malloc(size), *none;
  if (!made)
    return;
  none = (char *)((unsigned long)made ^ (unsigned long)made);
  if (!none)
    return;
  free(made);
}
// CHECK: :[[#@LINE-8]]:16: warning: 'mixed_bad' leaks memory of family 'malloc' [leak]
