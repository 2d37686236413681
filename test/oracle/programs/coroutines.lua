-- Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Coroutines, deep recursion and errors through both.
local function numbers(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
local sum = 0
for i in numbers(50) do sum = sum + i end
assert(sum == 1275)
local co = coroutine.create(function(a) local b = coroutine.yield(a + 1); error("in " .. b) end)
assert(select(2, coroutine.resume(co, 1)) == 2 and not coroutine.resume(co, "x"))
assert(coroutine.status(co) == "dead" and not coroutine.resume(co) and coroutine.close(co) == false)
local pending = coroutine.create(function() local c <close> = setmetatable({}, { __close = function() end }); coroutine.yield() end)
coroutine.resume(pending); assert(coroutine.close(pending) and coroutine.isyieldable() == false)
local function deep(n) return n == 0 and 0 or 1 + deep(n - 1) end
assert(deep(3000) == 3000 and not pcall(function() local function f() return f() + 1 end return f() end))
assert(pcall(coroutine.wrap(function() return pcall(coroutine.yield, 1) end)))
local all = {}
for i = 1, 60 do all[i] = coroutine.wrap(function() local t = { i }; coroutine.yield(t); return table.pack(i) end); all[i]() end
for i = 1, 60 do assert(all[i]()[1] == i) end
assert(coroutine.running() and table.pack(coroutine.resume(coroutine.create(table.unpack), { 1, 2 })).n == 3)
assert(string.rep("x", 3):gsub(".", coroutine.wrap(function() while true do coroutine.yield("y") end end)) == "yyy")
