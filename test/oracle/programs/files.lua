-- Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Files and the system.
local name = os.tmpname()
local file = assert(io.open(name, "w"))
file:setvbuf("full", 1024)
for i = 1, 400 do file:write(i, " line ", i * 1.5, "\n") end
file:flush(); file:seek("set", 0); file:close()
local lines = 0
for line in io.lines(name) do lines = lines + 1 end
assert(lines == 400)
file = io.open(name)
assert(file:read("n") == 1 and file:read("l") and file:read(5) and #file:read("a") > 100 and file:read("L") == nil)
file:close()
assert(io.open("/nowhere/file") == nil and io.type(file) == "closed file" and tostring(file))
io.output(name); io.write("x"); io.close(); io.output(io.stdout)
io.input(name); assert(io.read("a") == "x"); io.close(io.input())
local pipe = io.popen("echo out"); assert(pipe:read("l") == "out"); pipe:close()
local temporary = io.tmpfile(); temporary:write("t"); temporary:close()
local module = name .. ".lua"
file = io.open(module, "w"); file:write("return { loaded = ... }"); file:close()
assert(dofile(module).loaded == nil and loadfile(module)("x").loaded == "x")
package.path = "/tmp/?.lua"; assert(package.searchpath("no", package.path) == nil)
assert(os.rename(module, name) and os.remove(name) and not os.remove(name))
assert(os.getenv("PATH") and os.date("%Y") and os.clock() and os.date("*t").year > 2000 and os.difftime(2, 1) == 1)
assert(os.setlocale("C") and os.execute("true"))
