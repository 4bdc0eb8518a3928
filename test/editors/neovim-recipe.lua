-- Run after the recipe of docs/editors.md as init.lua, with a job open: prints, as a line of JSON, what it has brought about.
vim.wait(10000, function() return #vim.diagnostic.get(0) > 0 end, 50)
local codes = {}
for _, found in ipairs(vim.diagnostic.get(0)) do codes[#codes + 1] = found.code end
io.stdout:write(vim.json.encode({ codes = codes }), '\n')
vim.cmd('qa!')
