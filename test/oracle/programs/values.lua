-- Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Tables, closures, metatables, errors, loading and the collector.
local t = {}
for i = 1, 300 do t[i] = i * i; t["k" .. i] = { i } end
for i = 1, 300, 3 do t[i] = nil; t["k" .. i] = nil end
local count = 0
for k, v in pairs(t) do count = count + 1 end
assert(count == 400, count)
table.sort({ 5, 3, 9, 1 }, function(a, b) return a > b end)
assert(table.concat({ 1, 2, 3 }, ",") == "1,2,3")
table.insert(t, 1, "first"); table.remove(t, 1); table.move({ 1, 2 }, 1, 2, 3, t)
assert(select("#", table.unpack({ 1, nil, 3 }, 1, 3)) == 3)
local function counter() local n = 0; return function() n = n + 1; return n end end
local c = counter(); c(); assert(c() == 2)
local point = setmetatable({}, {
  __add = function(a, b) return "sum" end, __index = function(_, k) return k end,
  __call = function(self, x) return x end, __tostring = function() return "point" end,
  __close = function() end, __gc = function() end, __len = function() return 7 end,
  __eq = function() return true end, __lt = function() return true end, __concat = function() return "c" end,
})
assert(point + 1 == "sum" and point.x == "x" and point(3) == 3 and #point == 7 and point .. "" == "c")
assert(tostring(point) == "point")
do local closed <close> = point end
local ok, message = pcall(error, { code = 1 }); assert(not ok and message.code == 1)
assert(not pcall(function() local x = nil; return x.y end))
assert(xpcall(function() error("deep") end, debug.traceback) == false)
assert(not pcall(string.rep, "x", -1, 5, {}) == false)
assert(load("return 1 + 1")() == 2 and load("syntax error here") == nil)
local dumped = string.dump(function(a) return a * 2 end); assert(load(dumped, "d", "b")(4) == 8)
local weak = setmetatable({}, { __mode = "k" })
for i = 1, 50 do weak[{}] = i end
collectgarbage(); collectgarbage("generational"); collectgarbage("step"); collectgarbage("incremental")
assert(math.type(3) == "integer" and 7 // 2 == 3 and 2 ^ 10 == 1024 and 5 % -3 == -1 and 1 << 4 == 16)
assert(math.floor(3.7) == 3 and math.max(1, 5) == 5 and math.tointeger("8") == 8); math.randomseed(1); math.random(5)
goto done
error("not reached")
::done::
assert(debug.getinfo(1, "Sl").currentline > 1); debug.sethook(function() end, "c"); debug.sethook()
assert(require("string") == string and package.path and not pcall(require, "no.such.module"))
assert(rawequal(t, t) and rawlen({ 1 }) == 1 and next({}) == nil and type(os.time()) == "number")
