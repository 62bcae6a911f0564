#include "daemon/cli/cli.hpp"

#include "daemon/cli/commands.hpp"
#include "daemon/cli/console.hpp"
#include "daemon/cli/version.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace broadsheet::cli {
namespace {

/// The parser, and what it fills: the options all commands share, and the one command to run.
struct Program {
    CLI::App app{"Polls news feeds and publishes one merged feed per section.", "broadsheet"};
    Common common;
    std::function<int()> chosen;
};

/// An empty word is a variable of a script that was not set, and must not stand for everything.
CLI::Validator not_empty(std::string what) {
    return CLI::Validator([what](const std::string& word) { return word.empty() ? what + " is missing" : ""; }, "");
}

void add_config_option(CLI::App& app, Common& common) {
    app.add_option("-c,--config", common.config_path,
                   "The config file; else $BROADSHEET_CONFIG, else /etc/broadsheet/feeds.toml")
        ->type_name("FILE")
        ->check(not_empty("a file name"));
}

void add_json_option(CLI::App& app, Common& common) {
    app.add_flag("--json", common.json, "Print JSON in place of a table");
}

CLI::App& add_command(Program& program, const char* name, const char* description, std::function<int()> run) {
    CLI::App* command = program.app.add_subcommand(name, description);
    command->callback([&program, run = std::move(run)] { program.chosen = run; });
    return *command;
}

void add_serve(Program& program) {
    CLI::App& command = add_command(program, "serve",
                                    "Run the daemon: poll, store and publish until SIGTERM; SIGHUP reloads the config",
                                    [&program] { return run_serve(program.common); });
    add_config_option(command, program.common);
}

void add_check(Program& program) {
    CLI::App& command = add_command(program, "check",
                                    "Validate the config: prints every fault with its place and its mend, or just 'ok'",
                                    [&program] { return run_check(program.common); });
    add_config_option(command, program.common);
    add_json_option(command, program.common);
}

void add_poll(Program& program) {
    const auto options = std::make_shared<PollOptions>();
    CLI::App& command = add_command(program, "poll", "Poll once what is due, store it, and print a summary",
                                    [&program, options] { return run_poll(program.common, *options); });
    command.add_option("--section", options->section, "Only feeds of this section")
        ->type_name("ID")
        ->check(not_empty("a section's id"));
    command.add_option("--feed", options->feed, "Only this feed")->type_name("URL")->check(not_empty("an address"));
    command.add_flag("--force", options->force, "What is not due as well");
    command.add_flag("--explain", options->explain, "Say of every entry why it is in its sections, or not");
    add_config_option(command, program.common);
    add_json_option(command, program.common);
}

void add_render(Program& program) {
    const auto options = std::make_shared<RenderOptions>();
    CLI::App& command = add_command(program, "render", "Write one merged feed from the store to standard output",
                                    [&program, options] { return run_render(program.common, *options); });
    command.add_option("SECTION", options->section, "The section's id, or all")->type_name("")->required();
    command.add_option("--format", options->format, "atom, rss or json")
        ->required()
        ->check(CLI::IsMember({"atom", "rss", "json"}))
        ->type_name("FORMAT");
    command.add_option("--page", options->page, "The page, from 1")->check(CLI::Range(1U, 1'000'000U))->type_name("N");
    add_config_option(command, program.common);
}

void add_parse(Program& program) {
    const auto options = std::make_shared<ParseOptions>();
    CLI::App& command = add_command(program, "parse", "Parse one feed document and print it as JSON Feed 1.1",
                                    [&program, options] { return run_parse(program.common, *options); });
    command.add_option("--url", options->url, "The address the document came from: base of relative references")
        ->type_name("URL");
    command.add_option("--content-type", options->content_type, "The Content-Type it came with")->type_name("TYPE");
    command.add_option("--header", options->headers, "A header it came with; may be repeated")
        ->type_name("'NAME: VALUE'")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command.add_flag("--raw", options->raw, "Leave the HTML as it is, unsafe");
    command.add_option("FILE", options->file, "The document, or - for standard input")->type_name("")->required();
}

void add_group(Program& program) {
    const auto options = std::make_shared<GroupOptions>();
    CLI::App& command =
        add_command(program, "group", "Group articles, one JSON object a line, into stories as the daemon would",
                    [&program, options] { return run_group(program.common, *options); });
    command.add_flag("--copies", options->copies, "Only true copies are one");
    command.add_option("FILE", options->file, "The articles, or - for standard input, which is the default")
        ->type_name("");
}

void add_discover(Program& program) {
    const auto url = std::make_shared<std::string>();
    CLI::App& command = add_command(program, "discover", "Find the feeds of a web page",
                                    [&program, url] { return run_discover(program.common, *url); });
    command.add_option("URL", *url, "The page's address")->type_name("")->required();
    add_config_option(command, program.common);
    add_json_option(command, program.common);
}

void add_import(Program& program) {
    const auto file = std::make_shared<std::string>();
    CLI::App& command =
        add_command(program, "import", "Print the [[feeds]] tables of an OPML list, folders as sections",
                    [&program, file] { return run_import(program.common, *file); });
    command.add_option("FILE", *file, "The list, or - for standard input")->type_name("")->required();
}

void add_opml(Program& program) {
    CLI::App& command = add_command(program, "opml", "Print the configured sources as OPML 2.0",
                                    [&program] { return run_opml(program.common); });
    add_config_option(command, program.common);
}

void add_status(Program& program) {
    CLI::App& command =
        add_command(program, "status", "Print the health of every feed: polls, answers, errors, articles",
                    [&program] { return run_status(program.common); });
    add_config_option(command, program.common);
    add_json_option(command, program.common);
}

void add_why(Program& program) {
    const auto feed = std::make_shared<std::string>();
    CLI::App& command =
        add_command(program, "why", "Say why a feed is next polled when it is: every bound, which one won",
                    [&program, feed] { return run_why(program.common, *feed); });
    command.add_option("FEED", *feed, "The feed's address or title")
        ->type_name("")
        ->required()
        ->check(not_empty("an address or title"));
    add_config_option(command, program.common);
    add_json_option(command, program.common);
}

void add_story(Program& program) {
    const auto options = std::make_shared<StoryOptions>();
    CLI::App& command = add_command(program, "story",
                                    "Show why articles stand together (show STORY), take an article out of its story"
                                    " (split STORY ARTICLE), or make two stories one (join STORY STORY)",
                                    [&program, options] { return run_story(program.common, *options); });
    command.add_option("ACTION", options->action, "show, split or join")
        ->required()
        ->check(CLI::IsMember({"show", "split", "join"}))
        ->type_name("");
    command.add_option("NUMBER", options->numbers, "Numbers of stories and articles, as in /article/NUMBER")
        ->required()
        ->expected(-1)
        ->type_name("");
    add_config_option(command, program.common);
    add_json_option(command, program.common);
}

void add_backup(Program& program) {
    const auto file = std::make_shared<std::string>();
    CLI::App& command = add_command(program, "backup", "Copy the store into a new file, also while the daemon runs",
                                    [&program, file] { return run_backup(program.common, *file); });
    command.add_option("FILE", *file, "The file to write; it must not exist")->type_name("")->required();
    add_config_option(command, program.common);
}

/// Every subcommand, in the order of `broadsheet --help`.
void add_commands(Program& program) {
    add_serve(program);
    add_check(program);
    add_poll(program);
    add_render(program);
    add_parse(program);
    add_group(program);
    add_discover(program);
    add_import(program);
    add_opml(program);
    add_status(program);
    add_why(program);
    add_story(program);
    add_backup(program);
}

void find_config(Common& common) {
    if (const char* path = std::getenv("BROADSHEET_CONFIG"); common.config_path.empty() && path != nullptr)
        common.config_path = path;
    common.config_is_named = !common.config_path.empty();
    if (!common.config_is_named) common.config_path = "/etc/broadsheet/feeds.toml";
}

void set_up(Program& program) {
    program.app.set_version_flag("--version", version_text(), "Print the versions of the program and its libraries");
    program.app.set_help_flag("-h,--help", "Print this help");
    program.app.require_subcommand(1);
    program.app.fallthrough();
    program.app.get_formatter()->column_width(34);
    add_config_option(program.app, program.common);
    add_json_option(program.app, program.common);
    add_commands(program);
}

int refuse_usage(const CLI::App& app, const CLI::ParseError& error) {
    const CLI::App* command = &app;
    while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
    const std::vector<std::string> unknown = app.remaining();
    std::string problem = error.what();
    if (command == &app && !unknown.empty())
        problem = (unknown.front().starts_with('-') ? "there is no option '" : "there is no subcommand '") +
                  unknown.front() + "'";
    complain(problem + "; see 'broadsheet " + (command == &app ? "" : command->get_name() + " ") + "--help'");
    return 2;
}

int parse_and_run(int argc, const char* const* argv) {
    Program program;
    set_up(program);
    try {
        program.app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() != 0) return refuse_usage(program.app, error);
        program.app.exit(error);
        return 0;
    }
    find_config(program.common);
    return program.chosen();
}

}  // namespace

int run(int argc, const char* const* argv) {
    prepare_standard_streams();
    int status = 1;
    try {
        status = parse_and_run(argc, argv);
    } catch (const std::exception& error) {
        complain(error.what());
    }
    if (!flush_output() && status == 0) status = 1;
    return status;
}

}  // namespace broadsheet::cli
