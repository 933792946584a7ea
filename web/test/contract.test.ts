import { expect, test } from "vitest";

import { CONTRACTS, typesOf } from "../tools/contract";

test.each(CONTRACTS)("src/contract/$file is made from schema/$schema", async (contract) => {
  await expect(await typesOf(contract)).toMatchFileSnapshot(`../src/contract/${contract.file}`);
});
