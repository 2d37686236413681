// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A workload for Lua: states with the libraries, in which tables, strings and
// closures are made.

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdlib.h>

static const char Chunk[] =
    "local t = {} "
    "for i = 1, 200 do t[#t + 1] = { name = 'n' .. i, get = function() "
    "  return i end } end "
    "table.sort(t, function(a, b) return a.name < b.name end) "
    "local s = 0 for _, e in ipairs(t) do s = s + e.get() end "
    "assert(string.rep('ab', 10, ','):gsub('a', 'c'):sub(1, 1) == 'c') "
    "assert(select(2, pcall(error, { 1 }))[1] == 1) "
    "local c = coroutine.wrap(function() coroutine.yield(s) end) "
    "return c()";

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  for (long i = 0; i < rounds; i++) {
    lua_State *state = luaL_newstate();
    if (state == NULL)
      abort();
    luaL_openlibs(state);
    if (luaL_dostring(state, Chunk) != 0 || lua_tointeger(state, -1) != 20100)
      abort();
    lua_close(state);
  }
  return 0;
}
