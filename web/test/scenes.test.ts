import { describe, expect, test } from "vitest";

import type { SavedStory } from "../src/contract/story";
import { NAMES, sceneOf } from "../src/scenes";
import { difference, example, materialOfPage } from "./stories";

describe.each(["ten_points", "infinite", "features"])("%s", (name) => {
  const story = example(`stories/${name}.v1.json`) as SavedStory;
  const m = materialOfPage(JSON.stringify(example(`pages/${name}.v1.json`)));

  test.each(story.scenes.map((scene) => [scene.id, scene] as const))("%s is told as Python tells it", (id, scene) => {
    expect(difference(sceneOf(m, id), scene)).toBeUndefined();
  });

  test("the scenes are Python's, in their order, and the reader's own", () => {
    expect(NAMES).toEqual([...story.scenes.map(({ id }) => id), "yours"]);
  });
});
