// RUN: not membrane scan --checks=leak %s -- 2>&1 | FileCheck %s --implicit-check-not=warning:
// RUN: membrane scan --dump=summary %s -- | FileCheck %s --check-prefix=CLASS

// A block that was made only where a test holds is not there where the same test
// of the same values does not hold.

void *malloc(__SIZE_TYPE__);
void free(void *);
void *fopen(const char *, const char *);
int fclose(void *);

int flag_ok(int copy, char *text) {
  char *own = text;
  if (copy)
    own = malloc(8);
  if (!own)
    return -1;
  int first = own[0];
  if (copy)
    free(own);
  return first;
}

int size_ok(int n) {
  char few[16], *own = few;
  if (n > 16) {
    own = malloc(n);
    if (!own)
      return -1;
  }
  own[0] = 1;
  int first = own[0];
  if (n > 16)
    free(own);
  return first;
}

void file_ok(void *out) {
  void *given = out;
  if (!out) {
    out = fopen("list", "w");
    if (!out)
      return;
  }
  if (given == 0)
    fclose(out);
}

// Another value, and one that has changed.
void other_bad(int copy, int end) {
  char *own = 0;
  if (copy)
    own = malloc(8);
  if (end)
    free(own);
}
// CHECK: :[[#@LINE-4]]:11: warning: 'other_bad' leaks memory of family 'malloc' [leak]
void changed_bad(int count) {
  char *own = 0;
  if (count)
    own = malloc(8);
  count = count - 1;
  if (count)
    free(own);
}
// CHECK: :[[#@LINE-5]]:11: warning: 'changed_bad' leaks memory of family 'malloc' [leak]

// In a loop the value is not the one of the earlier round.
// CLASS-LABEL: {{^}}in_loop: escaping
char *in_loop(int count) {
  char *own = 0;
  for (int i = 0; i < count; ++i) {
    if (i == 3)
      own = malloc(8);
    if (i != 3 && own)
      return own;
  }
  return 0;
}

// Nor, in a recursion, that of the inner call.
// CLASS-LABEL: {{^}}inner: escaping
void inner(char **out, int make) {
  if (make)
    *out = malloc(8);
  else
    inner(out, 1);
  if (!make)
    (*out)[0] = 1;
}
