#include "confirm.h"

#include <errno.h>

#include "udpif_internal.h"

int flow_get(struct udpif *udpif, const struct ufid *ufid, uint32_t pmd_id,
             struct dp_flow_buffer *buffer)
{
    struct dp_op op = {.type = DP_OP_GET, .ufid = *ufid, .pmd_id = pmd_id, .buffer = buffer};
    struct dp_op *ops = &op;

    udpif->datapath.operate(udpif->datapath.aux, &ops, 1);
    return op.error;
}

bool ukey_confirm(struct ukey_ops *ops, struct ukey *ukey, const struct dp_record *record)
{
    struct dp_flow_buffer buffer;
    struct bytes mask, actions;

    if (record && record->key.size) {
        mask = record->mask;
        actions = record->actions;
    } else {
        int error;

        mutex_unlock(&ukey->mutex);
        error = flow_get(ops->udpif, &ukey->ufid, ukey->pmd_id, &buffer);
        mutex_lock(&ukey->mutex);
        if (error == ENOENT && ukey->state == UKEY_VISIBLE) {
            ukey_declare_loss(ukey, LOSS_FLOW_VANISHED);
            ukey_transition(ukey, UKEY_EVICTED);
        }
        if (error || ukey->state != UKEY_VISIBLE) {
            return false;
        }
        mask = (struct bytes){.data = buffer.mask, .size = buffer.mask_size};
        actions = (struct bytes){.data = buffer.actions, .size = buffer.actions_size};
    }
    if (!bytes_equal(mask, ukey->mask) || !bytes_equal(actions, ukey_actions(ukey))) {
        ukey_ops_delete(ops, ukey);
        return false;
    }
    ukey_transition(ukey, UKEY_OPERATIONAL);
    return true;
}
