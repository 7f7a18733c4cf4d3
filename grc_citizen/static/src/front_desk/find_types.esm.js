/**
 * Find what can be asked, as items of a combobox.
 *
 * @param {Object} orm the service
 * @param {String} text words; what is asked these days when empty
 * @returns {Promise<Object[]>}
 */
export async function findTypes(orm, text) {
    const {types} = await orm.silent.call("grc.front.desk", "find_types", [text]);
    return types.map((type) => ({...type, key: type.id}));
}
