(**************************************************************************************************)
(* Cumulative parameters of a list network: the hidden layers without their activation            *)
(*   through Ls z    == the affine layers one after the other                                     *)
(*   rc_bridge       == linear_bias is the output bias whose cumulative value is 0                *)
(*   least_affine_bridge, least_linear_bridge == least among all readouts of these hidden layers  *)
(**************************************************************************************************)
From Truncation Require Import Spec.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import RealNumbers Basic Descent Network.
From Bridge Require Import Vectors Points ListNetworks Minima.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Definition through (Ls : list layer) (z : vec) : vec :=
  List.fold_left (fun b L => affine (fst L) (snd L) b) Ls z.

Section Cumulative.
Variables (M Q : nat) (Ls : list layer) (A : mat) (c : vec).
Hypothesis ok : network_ok M Q Ls A c.
Let th := params_of M Q Ls A c.

(* the empty list stands for the vector 0 *)
Definition sized n (z : vec) := z = nil \/ length z = n.
Lemma V_nil n : V n nil = 0.
Proof. by apply/colP => i; rewrite !mxE; case: (val i). Qed.
Lemma mv_nil m n (B : mat) : Spec.shape m n B -> V m (mv B nil) = 0.
Proof.
move=> sB; apply/colP => i; rewrite !mxE nthE /mv -[List.map _ _]/(map _ _).
have lt : (i < size B)%N by case: sB => lB _; rewrite -[size B]/(length B) lB.
by rewrite (nth_map nil) //; case: (nth nil B i).
Qed.
Lemma mv_sized m n (B : mat) z : Spec.shape m n B -> sized n z ->
  V m (mv B z) = Mx m n B *m V n z.
Proof.
move=> sB [->|lz]; last exact: mv_bridge.
by rewrite (mv_nil sB) V_nil mulmx0.
Qed.
Lemma affine_sized m n (B : mat) d z : Spec.shape m n B -> length d = m -> sized n z ->
  V m (affine B d z) = Mx m n B *m V n z + V m d.
Proof.
by move=> sB ld sz; rewrite /affine vadd_bridge ?(mv_len _ sB) // (mv_sized sB).
Qed.

Lemma through_bridge z l : sized M z -> (l <= length Ls)%N ->
  sized M (through (List.firstn l Ls) z) /\
  V M (through (List.firstn l Ls) z) = cumW th l *m V M z + cumb th l.
Proof.
move=> sz; elim: l => [|l IH] lt; first by rewrite mul1mx addr0.
have [sl e] := IH (ltnW lt); have [sW lb] := layer_ok ok lt.
have -> : List.firstn l.+1 Ls = (List.firstn l Ls ++ [:: List.nth l Ls (nil, nil)])%list.
  clear -lt; elim: Ls l lt => [|a s IHs] [|k] //= h; by rewrite -IHs.
rewrite /through List.fold_left_app -/(through _ _) /=; split.
  by right; apply: affine_len sW lb.
rewrite (affine_sized sW) // e /= Network.W_make // Network.b_make //.
by rewrite mulmxDr mulmxA addrA.
Qed.

Lemma cumb_bridge : V M (cumulative_bias Ls) = cumb th (length Ls).
Proof.
have [_] := through_bridge (or_introl (erefl nil)) (leqnn (length Ls)).
by rewrite List.firstn_all V_nil mulmx0 add0r.
Qed.
Lemma bias_sized : sized M (cumulative_bias Ls).
Proof.
have [+ _] := through_bridge (or_introl (erefl nil)) (leqnn (length Ls)).
by rewrite List.firstn_all.
Qed.

Lemma linear_bias_len (B : mat) : Spec.shape Q M B -> length (linear_bias Ls B) = Q.
Proof. by move=> sB; apply: vscale_len; apply: mv_len sB. Qed.
Lemma linear_bias_bridge (B : mat) : Spec.shape Q M B ->
  V Q (linear_bias Ls B) = - (Mx Q M B *m cumb th (length Ls)).
Proof.
move=> sB; rewrite vscale_bridge ?(mv_len _ sB) // (mv_sized sB bias_sized) cumb_bridge.
by have -> : IZR (-1) = -1 :> RR by []; rewrite scaleN1r.
Qed.
Lemma rc_bridge : c = linear_bias Ls A -> rc th = 0.
Proof.
case: ok => _ sA _ e; rewrite /rc -[bO th]/(V Q c) [X in V Q X]e linear_bias_bridge //.
by rewrite -[WO th]/(Mx Q M A) subrr.
Qed.

Section Least.
Variables (Ks : list cluster) (v : RR).
Hypothesis data : data_ok M Q Ks.
Notation cost := (data_cost M Q Ks).

Lemma cost_readout_bridge (o : 'M[RR]_(Q, M) * 'cV[RR]_Q) :
  Spec.cost Ls (unM o.1) (unV o.2) Ks = cost (th.1, o).
Proof.
by rewrite (cost_bridge (readout_ok o.1 o.2 ok) data) (params_readout Ls A c); case: o.
Qed.
Theorem least_affine_bridge : least_affine Ls A c Ks v ->
  cost th = v /\ forall o, cost th <= cost (th.1, o).
Proof.
case=> e le; have ec : cost th = v by rewrite -(cost_bridge ok data).
split=> // o; rewrite ec -cost_readout_bridge; apply/leRP; apply: le.
by rewrite unV_len; case: (unM_shape o.1).
Qed.
Theorem least_linear_bridge : least_linear Ls A c Ks v ->
  [/\ rc th = 0, cost th = v &
    forall o, rc ((th.1, o) : Network.params RR (length Ls) M Q) = 0 -> cost th <= cost (th.1, o)].
Proof.
case=> gauge [e le]; have ec : cost th = v by rewrite -(cost_bridge ok data).
split=> [||o z]; [exact: rc_bridge|by []|].
rewrite ec -cost_readout_bridge; apply/leRP.
suff <- : linear_bias Ls (unM o.1) = unV o.2 by apply: le.
have sB := unM_shape o.1; apply: (@V_inj Q); rewrite ?unV_len ?linear_bias_len //.
rewrite linear_bias_bridge // unVK unMK; apply/esym/eqP; rewrite -addr_eq0 addrC.
by move/eqP: z; rewrite /rc cumb_readout.
Qed.
End Least.
End Cumulative.
