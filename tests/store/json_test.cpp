#include "store/json.hpp"

#include <gtest/gtest.h>

namespace broadsheet::store {

using feeds::Timestamp;
using std::chrono::seconds;

feeds::Article full_article() {
    feeds::Article article;
    article.id_is_permalink = true;
    article.external_url = "https://elsewhere.example/";
    article.title_html = "<b>T</b>";
    article.summary_html = "<i>\"S\" \\ é 世\n</i>";
    article.image = "https://example.org/i.png";
    article.banner_image = "https://example.org/b.png";
    article.published = Timestamp(seconds(-1));
    article.updated = Timestamp(seconds(1'700'000'000));
    article.created = Timestamp(seconds(0));
    article.expires = Timestamp(seconds(99'999'999'999));
    article.authors = {{"A", "a@example.org", "https://a.example/", "https://a.example/a.png"}, {"B", "", "", ""}};
    article.contributors = {{"C", "", "", ""}};
    article.categories = {{"term", "https://scheme.example/", "Label"}, {}};
    article.enclosures = {
        {"https://example.org/a.mp3", "audio/mpeg", "Episode", 18'446'744'073'709'551'615ULL, seconds(90)}};
    article.links = {{"alternate", "https://example.org/", "text/html", "Here", "en", 5},
                     {"via", "https://v.example/", "", "", "", {}}};
    article.media = {
        {"https://example.org/v.mp4", "video/mp4", "video", 640, 480, "V", "A film", "https://example.org/t.png"}};
    article.language = "pt-BR";
    article.comments = "https://example.org/c";
    article.rights = "© them";
    article.license = "https://creativecommons.org/licenses/by/4.0/";
    article.source =
        feeds::EntrySource{"urn:s", "S", "https://s.example/", "https://s.example/f", Timestamp(seconds(5))};
    article.geo = feeds::Geo{52.520008000000004, -13.404954};
    return article;
}

TEST(Json, EveryDetailOfAnArticleComesBack) {
    const feeds::Article article = full_article();
    feeds::Article read;
    ASSERT_TRUE(details_from_json(details_to_json(article), read));
    EXPECT_EQ(read, article);
}

TEST(Json, AnArticleWithoutDetailsIsAnEmptyObject) {
    feeds::Article plain;
    plain.title = "kept elsewhere";
    EXPECT_EQ(details_to_json(plain), "{}");
    feeds::Article read = full_article();
    ASSERT_TRUE(details_from_json("{}", read));
    EXPECT_EQ(read, feeds::Article());
}

TEST(Json, EveryByteOfATextComesBack) {
    feeds::Article article;
    for (int byte = 0; byte < 128; ++byte) article.rights += static_cast<char>(byte);
    article.rights += "\u2028 \U0001F600";
    article.id_is_permalink = true;
    const std::string text = details_to_json(article);
    EXPECT_TRUE(text.starts_with(R"({"id_is_permalink":true,"rights":"\u0000\u0001)")) << text;
    EXPECT_NE(text.find(R"(\u0007\b\t\n\u000b\f\r\u000e)"), std::string::npos);
    EXPECT_NE(text.find(R"(!\"#$)"), std::string::npos);
    EXPECT_NE(text.find("[\\\\]^"), std::string::npos);
    feeds::Article read;
    ASSERT_TRUE(details_from_json(text, read));
    EXPECT_EQ(read, article);
}

TEST(Json, BoundsComeBackInTheirOrder) {
    std::vector<feeds::PollBound> bounds;
    for (int bound = 0; bound <= static_cast<int>(feeds::Bound::jitter); ++bound)
        bounds.push_back({static_cast<feeds::Bound>(bound), seconds(bound)});
    EXPECT_EQ(bounds_from_json(bounds_to_json(bounds)).value(), bounds);
    EXPECT_EQ(bounds_to_json({{feeds::Bound::interval, seconds(3600)}, {feeds::Bound::jitter, seconds(0)}}),
              R"({"interval":3600,"jitter":0})");
    EXPECT_EQ(bounds_from_json(R"({"ttl":60,"moon":5})").value(),
              (std::vector<feeds::PollBound>{{feeds::Bound::ttl, seconds(60)}}));
}

TEST(Json, PersonsComeBack) {
    const std::vector<feeds::Person> persons{{"A", "a@example.org", "", ""}, {"B", "", "https://b.example/", ""}};
    EXPECT_EQ(persons_from_json(persons_to_json(persons)).value(), persons);
    EXPECT_TRUE(persons_from_json("[]").value().empty());
}

TEST(Json, HintsComeBack) {
    const feeds::DocumentHints hints{seconds(3600), seconds(7200), {0, 23}, {"Sunday"}, {seconds(600)}};
    EXPECT_EQ(hints_from_json(hints_to_json(hints)).value(), hints);
    EXPECT_EQ(hints_from_json("{}").value(), feeds::DocumentHints());
}

TEST(Json, DamageIsAnError) {
    feeds::Article article;
    for (const char* text :
         {"", "{", "[]", "{\"authors\":3}", "{\"published\":\"x\"}", "{\"media\":[{\"width\":-1}]}"}) {
        const auto result = details_from_json(text, article);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().code(), ErrorCode::corrupt);
    }
    EXPECT_FALSE(persons_from_json("{}"));
    EXPECT_FALSE(hints_from_json("[1]"));
}

}  // namespace broadsheet::store
