"""Fails where an expression with co_await or co_spawn has a shape that GCC 12 miscompiles.

Such an expression holds only names, literals and calls: no braced temporary, no capturing lambda, no ?:. A coroutine is a
function or a member, never a lambda with captures. --self-test runs the check over known good and bad shapes.
"""
import re
import sys

import source

BLOCK_WORDS = ("else", "do", "try", "const", "noexcept", "override", "final", "mutable")
CAPTURING_LAMBDA = re.compile(r"(?<![\w)\]])\[(?!\[)\s*[&=\w*]")
STRUCTURED_BINDING = re.compile(r"\bauto\s*&{0,2}\s*\[[\w\s,]*\]")
LAMBDA_COROUTINE = re.compile(r"(?<![\w)\]])\[\s*[&=\w*][^\[\]]*\]\s*(\([^{}]*?\))?[^{};()]*->\s*[\w:]*awaitable\s*<")


def opens_block(before):
    """Does a brace after this text open a block of statements (and not a braced initialiser)?"""
    before = before.rstrip()
    if before == "" or before[-1] in ");{}:":
        return True
    if re.search(r"->\s*[\w:]*awaitable\s*<[^;{}]*>$", before):
        return True
    word = re.search(r"(\w+)$", before)
    return bool(word) and word.group(1) in BLOCK_WORDS


def expression_faults(text, start):
    """Faults of the statement around position `start`."""
    depth = 0
    begin = start
    while begin > 0:
        char = text[begin - 1]
        if char in ";}" or (char == "{" and opens_block(text[max(0, begin - 200):begin - 1])):
            break
        if char == "{":
            yield "a braced initialiser holds it"
            return
        begin -= 1
    end = start
    while end < len(text):
        char = text[end]
        if char == ";" and depth <= 0:
            break
        if char == "{":
            if opens_block(text[begin:end]) and text[begin:end].count("(") == text[begin:end].count(")"):
                break
            yield "a braced temporary in it"
            return
        depth += char in "("
        depth -= char in ")"
        end += 1
    statement = STRUCTURED_BINDING.sub("", text[begin:end])
    if CAPTURING_LAMBDA.search(statement):
        yield "a capturing lambda in it"
    if "?" in statement:
        yield "?: in it"


def faults(text):
    code = source.code_only(text)
    for match in re.finditer(r"\bco_(await|spawn)\b", code):
        for fault in expression_faults(code, match.start()):
            yield source.line_of(code, match.start()), f"{match.group(0)}: {fault}; name the value on the line before"
    for match in LAMBDA_COROUTINE.finditer(code):
        yield source.line_of(code, match.start()), "a coroutine is a lambda with captures; make it a function"


BAD = ["co_await f(Request{a, b});", "co_await f({a, b});", "co_await f(g(Request{a, b}));", "co_await f([k] { return k; });",
       "co_await f([&] { return k; });", "co_spawn(ex, f(Request{a, b}), token);", "S s{co_await f(), 1};",
       "auto x = c ? co_await f(y) : z;", "co_await (c ? f(x) : f(y));", "co_await f({.a = x});",
       "co_await co_spawn(ex, [p = move(x)]() -> awaitable<void> { co_return; }, token);",
       "auto f = [p]() -> awaitable<void> { co_return; };", "co_await f(std::make_unique<S>(S{a, b}));"]
GOOD = ["const Request request{a, b}; co_await f(request);", "if (auto r = co_await f(x); !r) { return; }",
        "while (co_await next()) { g({1}); }", "awaitable<void> f() const { co_await g(array[i], \"a?{b}\"); }",
        "auto job = [k] { return k; }; co_await offload(pool, std::move(job));", "else { co_await f(); }",
        "for (auto& x : co_await all()) { use(x); }", "try { co_await f(); } catch (...) { }",
        "co_spawn(ex, run(std::move(f)), token);", "const auto [error, size] = co_await f(x, as_values);",
        "auto&& [error] = co_await f(x);"]


def self_test():
    wrong = [shape for shape in BAD if not list(faults("void f() {" + shape + "}"))]
    wrong += [shape for shape in GOOD if list(faults("void f() {" + shape + "}"))]
    for shape in wrong:
        print("self-test: judged wrongly:", shape)
    return wrong


def main():
    if "--self-test" in sys.argv:
        return 1 if self_test() else 0
    found = 0
    for path in source.sources():
        for line, fault in faults(path.read_text()):
            print(f"{path.relative_to(source.ROOT)}:{line}: {fault}")
            found += 1
    return 1 if found else 0


sys.exit(main())
