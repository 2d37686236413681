// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lua runs scripts with memory of a heap, also when there is too little of it.

#include "adapter.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <membrane/adapters.h>

static const char script[] =
    "local words, text = {}, ''\n"
    "for i = 1, 5000 do\n"
    "  words[i] = { name = 'word ' .. i, next = words[i - 1] }\n"
    "  if i % 10 == 0 then text = text .. words[i].name end\n"
    "end\n"
    "for i = 1, 5000, 2 do words[i] = nil end\n"
    "collectgarbage()\n"
    "local parts = {}\n"
    "for part in text:gmatch('%d+') do parts[#parts + 1] = part end\n"
    "return #parts, table.concat(parts, ','):sub(1, 11)\n";

static lua_State *state_new(mbr_heap *heap) {
  lua_State *state = lua_newstate(mbr_lua_alloc, heap);
  CHECK(state && mbr_region_of(state) == mbr_heap_region(heap));
  luaL_openlibs(state);
  return state;
}

static void work(mbr_heap *heap, int own_free) {
  lua_State *state = state_new(heap);
  CHECK(luaL_dostring(state, script) == LUA_OK);
  CHECK(lua_tointeger(state, -2) == 500);
  CHECK(strcmp(lua_tostring(state, -1), "10,20,30,40") == 0);
  if (own_free)
    lua_close(state);
}

static void a_limit_is_an_error_of_the_script(void) {
  mbr_region *region = mbr_region_create();
  CHECK(mbr_region_limit(region, 2 << 20) == 0);
  lua_State *state = state_new(mbr_heap_create(region));
  const char endless[] = "local t = {} while true do t[#t + 1] = {} end";
  CHECK(luaL_loadstring(state, endless) == LUA_OK);
  CHECK(lua_pcall(state, 0, 0, 0) == LUA_ERRMEM);
  CHECK(mbr_region_bytes(region) <= 2 << 20);
  lua_settop(state, 0);
  lua_gc(state, LUA_GCCOLLECT);
  CHECK(luaL_dostring(state, "return ('again '):rep(1000)") == LUA_OK);
  mbr_region_destroy(region);
}

int main(void) {
  destroy_releases_all(work);
  own_free_releases_all(work);
  a_limit_is_an_error_of_the_script();
  return 0;
}
