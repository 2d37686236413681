// RUN: %scan %s -- --target=x86_64-unknown-linux-gnu | FileCheck %s
//
// Users of termcap and ICU, by the built-in models.

int tgetent(char *, const char *), tgetnum(const char *);
char *tgetstr(const char *, char **), *tgoto(const char *, int, int);
int tputs(const char *, int, int (*)(int));

static int put(int one) { return one; }

int ring_ok(void) { return tputs("\a", 1, put); }
// CHECK-LABEL: {{^}}ring_ok: none{{$}}
// CHECK-NOT: assumes

void move_ok(const char *how, int to) { tputs(tgoto(how, 0, to), 1, put); }
// CHECK-LABEL: {{^}}move_ok: contained{{$}}
// CHECK-NOT: assumes

void *malloc(__SIZE_TYPE__);
static char *area;
static int keep(int one) {
  area = malloc(1);
  return one;
}
void kept_ok(void) { tputs("\a", 1, keep); }
// CHECK-LABEL: {{^}}kept_ok: contained{{$}}
// CHECK: {{^}}  retains fresh in terminals-and-calendars.area

/// What the terminal is called is copied to where the caller says.
char *named_ok(char **to) { return tgetstr("up", to); }
// CHECK-LABEL: {{^}}named_ok: none{{$}}
// CHECK-NOT: assumes

typedef void *UCalendar;
typedef struct UEnumeration names;
UCalendar *ucal_open_72(const void *, int, const char *, int, int *);
void ucal_set_72(UCalendar *, int, int), ucal_close_72(UCalendar *);
int ucal_get_72(const UCalendar *, int, int *);
names *ucal_getKeywordValuesForLocale_72(const char *, const char *, char, int *);
const char *uenum_next_72(names *, int *, int *);
void uenum_close_72(names *);

int year_ok(int month) {
  int error = 0;
  UCalendar *made = ucal_open_72(0, 0, "", 0, &error);
  ucal_set_72(made, 2, month);
  int year = ucal_get_72(made, 1, &error);
  ucal_close_72(made);
  return year;
}
// CHECK-LABEL: {{^}}year_ok: contained{{$}}
// CHECK-NOT: assumes

UCalendar *new_bad(void) {
  int error = 0;
  return ucal_open_72(0, 0, "", 0, &error);
}
// CHECK-LABEL: {{^}}new_bad: opaque{{$}}
// CHECK-NEXT: allocates UCalendar heap
// CHECK: release ucal_close{{$}}

int count_ok(void) {
  int error = 0, found = 0;
  names *all = ucal_getKeywordValuesForLocale_72("calendar", "", 0, &error);
  while (uenum_next_72(all, 0, &error))
    ++found;
  uenum_close_72(all);
  return found;
}
// CHECK-LABEL: {{^}}count_ok: contained{{$}}
// CHECK-NOT: assumes

/// A text of a list is gone with it.
const char *first_bad(names *of) {
  int error = 0;
  return uenum_next_72(of, 0, &error);
}
// CHECK-LABEL: {{^}}first_bad: escaping{{$}}
// CHECK: {{^}}  borrows argument 0 "*"{{$}}

/// No version.
int ucal_get_old(const UCalendar *, int, int *);
int old_bad(const UCalendar *of) { return ucal_get_old(of, 1, 0); }
// CHECK-LABEL: {{^}}old_bad: unknown, if assumed none{{$}}
