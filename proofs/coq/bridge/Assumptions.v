(** Assumptions.v -- compiling this file prints what the bridge rests on. *)
From Bridge Require Bridge.
Print Assumptions Bridge.net_bridge.
