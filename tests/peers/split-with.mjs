/** Splits a key as the peer's own README does: the text of a keyshares file. */
export async function splitWith(
  { SSVKeys, KeySharesItem, KeyShares },
  { privateKey, publicKey, operators, owner, nonce },
) {
  const list = operators.map(({ id, publicKey }) => ({ id, operatorKey: publicKey }));
  const encryptedShares = await new SSVKeys().buildShares(privateKey, list);
  const item = new KeySharesItem();
  await item.update({ ownerAddress: owner, ownerNonce: nonce, operators: list, publicKey });
  await item.buildPayload(
    { publicKey, operators: list, encryptedShares },
    { ownerAddress: owner, ownerNonce: nonce, privateKey },
  );
  const file = new KeyShares();
  file.add(item);
  return file.toJson();
}
