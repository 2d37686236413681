// Types that clients can look into: a header completes them.

struct node {
  struct node *next;
  int value;
};

struct pair {
  char *first;
  int count;
};

struct user {
  char *name;
  struct user *next;
};
