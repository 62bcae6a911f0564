#include "feeds/xml_tree.hpp"

#include "feeds/xml_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t plenty = 64UL * 1024 * 1024;

/// The tree as one line: "a(b 'text' c)"; entities and namespaces resolved.
std::string shown(const XmlTree& tree, NodeId parent = 0) {
    std::string out;
    for (auto id = tree.first_child(parent); id != 0; id = tree.next(id)) {
        if (!out.empty()) out += ' ';
        if (tree.node(id).kind == XmlKind::element) {
            out += tree.name(id);
            if (tree.first_child(id) != 0) out += "(" + shown(tree, id) + ")";
        } else {
            out += "'" + std::string(tree.raw_text(id)) + "'";
        }
    }
    return out;
}

std::string read(std::string_view text) {
    XmlTree tree;
    const auto done = tree.read(text, plenty);
    return done ? shown(tree) : done.error().detail();
}

std::vector<std::string> faults(std::string_view text) {
    XmlTree tree;
    EXPECT_TRUE(tree.read(text, plenty));
    return tree.warnings();
}

}  // namespace

TEST(XmlTree, ReadsWhatIsWellFormed) {
    EXPECT_EQ(read("<?xml version='1.0'?><a><b x='1'/>t<!-- c --><![CDATA[<d>]]></a>"), "a(b 't' '<d>')");
    EXPECT_TRUE(faults("<a><b x='1'/>t<!-- c --><![CDATA[<d>]]></a>\n").empty());
}

TEST(XmlTree, ClosesWhatWasLeftOpen) {
    EXPECT_EQ(read("<a><b>x<c>y</b>z</a>"), "a(b('x' c('y')) 'z')");
    EXPECT_EQ(read("<a><B>x</b>y</a>"), "a(B('x') 'y')");
    EXPECT_EQ(read("<a>x</b>y</a>"), "a('x' 'y')");
    EXPECT_EQ(read("<a x=1 y z='2'>t</a"), "a('t')");
}

TEST(XmlTree, SaysWhereAFaultIs) {
    EXPECT_EQ(faults("<a>\n<b>\n</a>"), (std::vector<std::string>{"line 3: </a> stands where </b> was expected"}));
    EXPECT_EQ(faults("<a x='1'\n x='2'/>"), (std::vector<std::string>{"line 2: the attribute 'x' stands twice"}));
    const auto many = faults("<a>" + std::string(20, '&') + "</a>");
    ASSERT_EQ(many.size(), 11U);
    EXPECT_EQ(many.back(), "and 10 more faults");
    EXPECT_EQ(faults("<a>" + std::string(11, '&') + "</a>").back(), "and 1 more fault");
}

TEST(XmlTree, KeepsTheFirstOfTwoAttributes) {
    XmlTree tree;
    ASSERT_TRUE(tree.read("<a x='1' x='2'/>", plenty));
    EXPECT_EQ(attribute_of(tree, tree.first_child(0), "x"), "1");
}

TEST(XmlTree, ResolvesNamespacesWhereTheyHold) {
    XmlTree tree;
    ASSERT_TRUE(
        tree.read("<r xmlns:m='http://search.yahoo.com/mrss/'><m:title/><x xmlns:m='urn:x'><m:title/></x>"
                  "<dc:title/></r>",
                  plenty));
    const auto media = tree.first_child(tree.first_child(0));
    EXPECT_EQ(tree.node(media).space, Space::media);
    EXPECT_EQ(tree.node(media).word, Word::title_);
    const auto other = tree.next(media);
    EXPECT_EQ(tree.node(tree.first_child(other)).space, Space::other);
    EXPECT_EQ(tree.node(tree.next(other)).space, Space::dc);  // undeclared, but everybody's prefix
    EXPECT_FALSE(tree.well_formed());
}

TEST(XmlTree, ReadsPlainEntitiesAndNoOthers) {
    XmlTree tree;
    ASSERT_TRUE(
        tree.read("<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY b 'late'><!ENTITY e SYSTEM 'file:///x'>"
                  "<!ENTITY % p 'q'>]><a>&b;&e;&p;</a>",
                  plenty));
    EXPECT_EQ(text_of(tree, tree.first_child(0)), "c&e;&p;");
}

TEST(XmlTree, ReadsEntitiesOfPlainTextWithReferences) {
    const std::string_view text =
        "<!DOCTYPE a [<!ENTITY mk '&lt;b&gt;x&#235;'><!ENTITY out SYSTEM 'file:///x'><!ENTITY deep '&mk;&mk;'>]>"
        "<a>&mk; &out; &deep; &none;</a>";
    XmlTree tree;
    ASSERT_TRUE(tree.read(text, plenty));
    EXPECT_EQ(text_of(tree, tree.first_child(0)), "<b>xë &out; &deep; &none;");
    EXPECT_EQ(faults(text), (std::vector<std::string>{"line 1: the entity 'out' stands for more than a few words",
                                                      "line 1: the entity 'deep' stands for more than a few words",
                                                      "line 1: the entity 'none' is not declared"}));
}

TEST(XmlTree, IgnoresASecondDoctype) {
    EXPECT_EQ(read("<!DOCTYPE a><!DOCTYPE b [<!ENTITY c 'd'>]><a/>"), "a");
    EXPECT_EQ(read("<a><!DOCTYPE b><c/></a>"), "a(c)");
}

TEST(XmlTree, KeepsToItsBudget) {
    XmlTree tree;
    std::string text = "<a>";
    for (int i = 0; i < 100'000; ++i) text += "<b/>";
    ASSERT_FALSE(tree.read(text, 1024UL * 1024));
    ASSERT_TRUE(tree.read("<a/>", 1024UL * 1024)) << "and is as good as new";
    EXPECT_EQ(shown(tree), "a");
}

TEST(XmlText, JoinsPiecesAndDecodesReferences) {
    XmlTree tree;
    ASSERT_TRUE(tree.read("<a> A &amp; <![CDATA[<b>&amp;]]> C<!-- -->D &#146;&eacute;&bogus; </a>", plenty));
    EXPECT_EQ(text_of(tree, tree.first_child(0)), "A & <b>&amp; CD ’é&bogus;");
}

TEST(XmlText, WritesMarkupAsHtml) {
    XmlTree tree;
    ASSERT_TRUE(
        tree.read("<a xmlns:h='http://www.w3.org/1999/xhtml'><h:p title='x&quot;y'>1 &lt; 2<h:br/></h:p></a>", plenty));
    EXPECT_EQ(markup_of(tree, tree.first_child(0)), "<p title=\"x&quot;y\">1 &lt; 2<br></p>");
}

}  // namespace broadsheet::feeds
