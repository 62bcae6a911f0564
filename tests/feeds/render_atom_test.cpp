#include "feeds/render.hpp"
#include "tests/feeds/render_fixture.hpp"

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace broadsheet::feeds {
namespace {

/// The document as a parser reads it back.
struct Atom {
    explicit Atom(const OutputFeed& feed) : text(render_atom(feed)) {
        const auto result = document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata);
        EXPECT_TRUE(result) << result.description() << " in " << text;
    }
    [[nodiscard]] pugi::xml_node feed() const { return document.child("feed"); }
    [[nodiscard]] pugi::xml_node entry() const { return feed().child("entry"); }

    std::string text;
    pugi::xml_document document;
};

std::string link(pugi::xml_node parent, const char* rel, const char* type = nullptr) {
    for (const auto node : parent.children("link"))
        if (std::string_view(node.attribute("rel").value()) == rel &&
            (type == nullptr || std::string_view(node.attribute("type").value()) == type))
            return node.attribute("href").value();
    return {};
}

std::ptrdiff_t count(pugi::xml_node parent, const char* name) {
    const auto nodes = parent.children(name);
    return std::distance(nodes.begin(), nodes.end());
}

TEST(RenderAtom, FeedSaysWhoItIsAndWhereElseItIs) {
    const Atom atom(full_feed());
    const auto feed = atom.feed();
    EXPECT_STREQ(feed.attribute("xmlns").value(), "http://www.w3.org/2005/Atom");
    EXPECT_STREQ(feed.attribute("xml:lang").value(), "en");
    EXPECT_STREQ(feed.child_value("id"), "urn:uuid:0e6a3f7e-7a3f-4a67-9d8a-1d2f3c4b5a69");
    EXPECT_STREQ(feed.child_value("title"), "News: Sea");
    EXPECT_STREQ(feed.child_value("subtitle"), "All that floats");
    EXPECT_STREQ(feed.child_value("updated"), "2026-09-21T15:13:20Z");
    EXPECT_EQ(link(feed, "self"), "https://news.example/sea.atom?page=2");
    EXPECT_EQ(link(feed, "alternate", "text/html"), "https://news.example/sea");
    EXPECT_EQ(link(feed, "alternate", "application/rss+xml"), "https://news.example/sea.rss?page=2");
    EXPECT_EQ(link(feed, "hub"), "https://hub.example/");
}

TEST(RenderAtom, PagesAreLinkedByTheirCanonicalAddresses) {
    auto feed = full_feed();
    const Atom second(feed);
    EXPECT_EQ(link(second.feed(), "first"), "https://news.example/sea.atom");
    EXPECT_EQ(link(second.feed(), "previous"), "https://news.example/sea.atom");
    EXPECT_EQ(link(second.feed(), "next"), "https://news.example/sea.atom?page=3");
    EXPECT_EQ(link(second.feed(), "last"), "https://news.example/sea.atom?page=9");
    feed.next_query.clear();
    EXPECT_EQ(link(Atom(feed).feed(), "next"), "");
}

TEST(RenderAtom, EntryKeepsItsIdTimesAndPeople) {
    const Atom atom(full_feed());
    const auto entry = atom.entry();
    EXPECT_STREQ(entry.attribute("xml:lang").value(), "en-GB");
    EXPECT_STREQ(entry.child_value("id"), "tag:harbour.example,2020:1");
    EXPECT_STREQ(entry.child_value("title"), "Ferries & fog");
    EXPECT_STREQ(entry.child_value("published"), "2026-09-21T14:13:20Z");
    EXPECT_STREQ(entry.child_value("updated"), "2026-09-21T15:13:20Z");
    EXPECT_STREQ(entry.child("author").child_value("name"), "Ada Brandt");
    EXPECT_STREQ(entry.child("author").child_value("email"), "ada@harbour.example");
    EXPECT_STREQ(entry.child("author").child_value("uri"), "https://harbour.example/ada");
    EXPECT_EQ(count(entry, "contributor"), 1);
    EXPECT_STREQ(entry.child_value("rights"), "© Ada Brandt");
}

TEST(RenderAtom, TextsAreEscapedOnceAndTyped) {
    const Atom atom(full_feed());
    const auto entry = atom.entry();
    EXPECT_STREQ(entry.child("content").attribute("type").value(), "html");
    EXPECT_STREQ(entry.child_value("content"), "<p>Fog &amp; <b>wind</b></p>");
    EXPECT_STREQ(entry.child_value("summary"), "Boats < 20 m stay in port");
    EXPECT_TRUE(entry.child("summary").attribute("type").empty());
    auto feed = full_feed();
    feed.entries[0].article.title_html = "Ferries &amp; <i>fog</i>";
    const Atom marked(feed);
    EXPECT_STREQ(marked.entry().child("title").attribute("type").value(), "html");
    EXPECT_STREQ(marked.entry().child_value("title"), "Ferries &amp; <i>fog</i>");
}

TEST(RenderAtom, SourceElementCarriesTheOriginFeed) {
    const Atom atom(full_feed());
    const auto source = atom.entry().child("source");
    EXPECT_STREQ(source.child_value("id"), "tag:harbour.example,2020:feed");
    EXPECT_STREQ(source.child_value("title"), "Harbour Gazette");
    EXPECT_STREQ(source.child_value("updated"), "2026-09-21T14:13:20Z");
    EXPECT_EQ(link(source, "self"), "https://harbour.example/feed.xml");
    EXPECT_EQ(link(source, "alternate"), "https://harbour.example/");
    EXPECT_STREQ(source.child("author").child_value("name"), "The Harbour Desk");
    EXPECT_STREQ(source.child_value("rights"), "© Harbour Gazette");
}

TEST(RenderAtom, LinksLeadToTheArticleItsFilesAndTheOtherSources) {
    const Atom atom(full_feed());
    const auto entry = atom.entry();
    EXPECT_EQ(link(entry, "alternate"), "https://harbour.example/1");
    EXPECT_EQ(link(entry, "enclosure", "audio/mpeg"), "https://harbour.example/1.mp3");
    EXPECT_EQ(link(entry, "enclosure", "audio/ogg"), "https://harbour.example/1.ogg");
    EXPECT_STREQ(entry.find_child_by_attribute("link", "rel", "enclosure").attribute("length").value(), "1234");
    EXPECT_EQ(link(entry, "replies"), "https://harbour.example/1#comments");
    EXPECT_EQ(link(entry, "license"), "https://creativecommons.org/licenses/by/4.0/");
    const auto related = entry.find_child_by_attribute("link", "rel", "related");
    EXPECT_STREQ(related.attribute("href").value(), "https://coast.example/77?a=1&b=2");
    EXPECT_STREQ(related.attribute("title").value(), "Coast Wire: Fog stops \"all\" ferries");
    EXPECT_STREQ(entry.child("category").attribute("term").value(), "sea");
    EXPECT_STREQ(entry.child("category").attribute("label").value(), "The Sea");
}

TEST(RenderAtom, LeavesOutWhatIsNotWhatAtomCallsSo) {
    auto feed = full_feed();
    auto& article = feed.entries[0].article;
    article.categories = {{"a", "tags", ""}, {"b", "all tags: here", ""}, {"c", "tag:harbour.example,2020:tags", ""}};
    article.authors = {{"A", "harbour", "", ""}, {"B", "@harbour", "", ""}, {"C", "c@harbour.example", "", ""}};
    article.enclosures.clear();
    for (const auto* type : {"mp3", "audio", "audio/", "/mpeg", "audio/mpeg"})
        article.enclosures.push_back({"https://harbour.example/1", type, "", std::nullopt, std::nullopt});
    const Atom atom(feed);
    std::vector<std::string> schemes;
    std::vector<std::string> addresses;
    std::vector<std::string> types;
    for (const auto node : atom.entry().children("category")) schemes.push_back(node.attribute("scheme").value());
    for (const auto node : atom.entry().children("author")) addresses.push_back(node.child_value("email"));
    for (const auto node : atom.entry().children("link"))
        if (std::string_view(node.attribute("rel").value()) == "enclosure")
            types.push_back(node.attribute("type") ? node.attribute("type").value() : "(absent)");
    EXPECT_EQ(schemes, (std::vector<std::string>{"", "", "tag:harbour.example,2020:tags"}));
    EXPECT_EQ(addresses, (std::vector<std::string>{"", "", "c@harbour.example"}));
    EXPECT_EQ(types, (std::vector<std::string>{"(absent)", "(absent)", "(absent)", "(absent)", "audio/mpeg"}));
    EXPECT_EQ(atom.text.find("<email></email>"), std::string::npos);
}

TEST(RenderAtom, BareEntryStillHasAllThatAtomAsksFor) {
    auto feed = full_feed();
    feed.entries = {bare_entry()};
    const Atom atom(feed);
    const auto entry = atom.entry();
    for (const char* name : {"id", "title", "updated", "author", "source"}) EXPECT_EQ(count(entry, name), 1) << name;
    EXPECT_STRNE(entry.child_value("title"), "");
    EXPECT_STREQ(entry.child("author").child_value("name"), "Bare");
    EXPECT_EQ(link(entry, "alternate"), "https://news.example/article/2");
    EXPECT_FALSE(entry.child("source").child("updated"));
}

TEST(RenderAtom, AnEntryWhoseFeedIsGoneHasNoEmptyLinks) {
    auto feed = full_feed();
    feed.entries = {bare_entry()};
    feed.entries[0].sources[0].feed_url.clear();
    EXPECT_EQ(render_atom(feed).find("<link rel=\"self\"/>"), std::string::npos);
}

TEST(RenderAtom, NothingInAnArticleMakesTheDocumentInvalid) {
    const Atom atom(hostile_feed());
    EXPECT_EQ(atom.entry().child_value("title"), hostile_text_cleaned);
    EXPECT_EQ(atom.entry().child_value("content"), hostile_text_cleaned);
    EXPECT_EQ(atom.entry().child("category").attribute("term").value(), hostile_text_cleaned);
    EXPECT_EQ(count(atom.feed(), "entry"), 1);
}

TEST(RenderAtom, SameFeedGivesTheSameBytes) {
    EXPECT_EQ(render_atom(full_feed()), render_atom(full_feed()));
}

TEST(Render, ChoosesTheFormatItsMediaTypeAndSuffix) {
    const auto feed = full_feed();
    EXPECT_EQ(render(feed, OutputFormat::atom), render_atom(feed));
    EXPECT_EQ(render(feed, OutputFormat::rss), render_rss(feed));
    EXPECT_EQ(render(feed, OutputFormat::json), render_json_feed(feed));
    EXPECT_EQ(media_type(OutputFormat::atom), "application/atom+xml; charset=utf-8");
    EXPECT_EQ(media_type(OutputFormat::rss), "application/rss+xml; charset=utf-8");
    EXPECT_EQ(media_type(OutputFormat::json), "application/feed+json");
    EXPECT_EQ(suffix(OutputFormat::json), "json");
}

}  // namespace
}  // namespace broadsheet::feeds
