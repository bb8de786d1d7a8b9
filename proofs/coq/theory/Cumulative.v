(**************************************************************************************************)
(* D4, D5, L1, L2, N5: cumulative parameters, truncation maps, the recursion                      *)
(*   tau W b z        == W^-1 (relu (W z + b) - b)    tip W b == its apex - W^-1 b                *)
(*   truncated th x l == the truncated point after l truncation maps                              *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset fingroup perm ssralg ssrnum.
From mathcomp Require Import zmodp matrix mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Network.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section ChangeOfVariables.
Variables (R : realFieldType) (L M Q : nat).
Implicit Types th : params R L M Q.

Theorem D4_injective th th' : regular th -> regular th' ->
  (forall l, (l <= L)%N -> cumW th l = cumW th' l) -> (forall l, (l <= L)%N ->
    cumb th l = cumb th' l) ->
  rA th = rA th' -> rc th = rc th' -> th = th'.
Proof.
move=> r r' eW eb eA ec.
have eWl l : (l < L)%N -> W th l = W th' l.
  move=> lt; have := eW _ lt; rewrite /= (eW _ (ltnW lt))
    => /(congr1 (fun m => m *m invmx (cumW th' l))).
  by rewrite !mulmxK // cumW_unit // ltnW.
have ebl l : (l < L)%N -> b th l = b th' l.
  by move=> lt; have := eb _ lt; rewrite /= (eb _ (ltnW lt)) eWl // => /addrI.
have eO : WO th = WO th'.
  by move: eA; rewrite /rA eW // => /(congr1 (fun m => m *m invmx (cumW th' L)));
    rewrite !mulmxK // cumW_unit.
have eo : bO th = bO th' by move: ec; rewrite /rc eb // eO => /addrI.
rewrite [LHS]surjective_pairing [RHS]surjective_pairing; congr (_, _).
  apply/ffunP => i; rewrite [LHS]surjective_pairing [RHS]surjective_pairing.
  by rewrite -!W_ord -!b_ord eWl // ebl.
by rewrite [LHS]surjective_pairing [RHS]surjective_pairing -!/(WO _) -!/(bO _) eO eo.
Qed.

Theorem D4_surjective (C : nat -> 'M[R]_M) (B : nat -> 'cV[R]_M) A c :
  C 0%N = 1%:M -> B 0%N = 0 -> (forall l, (l <= L)%N -> C l \in unitmx) ->
  exists th, [/\ regular th, forall l, (l <= L)%N -> cumW th l = C l, forall l, (l <= L)%N ->
    cumb th l = B l,
    rA th = A & rc th = c].
Proof.
move=> C0 B0 u.
pose fW l := C l.+1 *m invmx (C l); pose fb l := B l.+1 - fW l *m B l.
pose th : params R L M Q := make L fW fb (A *m invmx (C L)) (c - A *m invmx (C L) *m B L).
have eW l : (l <= L)%N -> cumW th l = C l.
  elim: l => [|l IH] lt; first by rewrite C0.
  by rewrite [LHS]/= W_make // (IH (ltnW lt)) /fW mulmxKV // u // ltnW.
have eb l : (l <= L)%N -> cumb th l = B l.
  elim: l => [|l IH] lt; first by rewrite B0.
  by rewrite [LHS]/= W_make // b_make // (IH (ltnW lt)) /fb addrC subrK.
exists th; split=> //.
- by move=> l lt; rewrite W_make // unitmx_mul unitmx_inv !u // ltnW.
- by rewrite /rA eW // mulmxKV // u.
by rewrite /rc eb // addrC subrK.
Qed.
End ChangeOfVariables.

(** N5: what relu commutes with. *)
Section Relu.
Variables (R : realFieldType) (m : nat).
Implicit Types v : 'cV[R]_m.
Theorem relu_idem v : relu (relu v) = relu v.
Proof. by apply/colP => i; rewrite !mxE; apply/max_idPr; rewrite le_maxr lexx. Qed.
Theorem relu_scale (s : 'rV[R]_m) v : (forall i, 0 < s 0 i) ->
  relu (diag_mx s *m v) = diag_mx s *m relu v.
Proof.
by move=> s0; apply/colP => i; rewrite !mul_diag_mx !mxE maxr_pmulr ?mulr0 // ltW.
Qed.
Theorem relu_permute (s : 'S_m) v : relu (perm_mx s *m v) = perm_mx s *m relu v.
Proof. by rewrite -!row_permE; apply/colP => i; rewrite !mxE. Qed.
End Relu.

Section Truncation.
Variables (R : realFieldType) (M : nat).
Definition tau (W : 'M[R]_M) b z := invmx W *m (relu (W *m z + b) - b).
Variables (W : 'M[R]_M) (b : 'cV[R]_M).
Hypothesis u : W \in unitmx.
Definition tip := - (invmx W *m b).

Lemma tau_layer z : W *m tau W b z + b = relu (W *m z + b).
Proof. by rewrite mulKVmx // subrK. Qed.
Theorem D5 z : tau W b z = tip + invmx W *m relu (W *m (z - tip)).
Proof. by rewrite /tip opprK mulmxDr mulKVmx // /tau mulmxBr addrC. Qed.
Theorem L2_idempotent z : tau W b (tau W b z) = tau W b z.
Proof. by rewrite {1}/tau tau_layer relu_idem. Qed.
Theorem L2_fixed z : tau W b z = z <-> forall i, 0 <= (W *m z + b) i 0.
Proof.
split=> [e i|h]; first by have := tau_layer z; rewrite e => ->; rewrite mxE le_maxr lexx.
rewrite /tau (_ : relu _ = W *m z + b) ?addrK ?mulKmx //.
by apply/colP => i; rewrite [LHS]mxE; apply/max_idPr/h.
Qed.
Theorem L2_collapsed z : tau W b z = tip <-> forall i, (W *m z + b) i 0 <= 0.
Proof.
have e0 : W *m tip + b = 0 by rewrite mulmxN mulKVmx // addNr.
split=> [e i|h].
  have := congr1 (fun m : 'cV[R]_M => m i 0) (tau_layer z); rewrite e e0 [RHS]mxE [LHS]mxE => k.
  by apply/max_idPl/esym.
rewrite /tau (_ : relu _ = 0) ?sub0r ?mulmxN //.
by apply/colP => i; rewrite [LHS]mxE [RHS]mxE; apply/max_idPl/h.
Qed.

(** tau W b z is the only v with W v + b = relu (W z + b). *)
Lemma tau_unique z v : W *m v + b = relu (W *m z + b) -> v = tau W b z.
Proof. by rewrite -tau_layer => /addIr /(congr1 (mulmx (invmx W))); rewrite !mulKmx. Qed.
End Truncation.

(** L2: what tau does not see, and how it moves. *)
Section Invariance.
Variables (R : realFieldType) (M : nat) (W : 'M[R]_M) (b : 'cV[R]_M).
Hypothesis u : W \in unitmx.

Theorem L2_scale (s : 'rV[R]_M) z : (forall i, 0 < s 0 i) ->
  tau (diag_mx s *m W) (diag_mx s *m b) z = tau W b z.
Proof.
move=> s0; symmetry; apply: tau_unique.
  rewrite unitmx_mul u andbT unitmxE det_diag unitfE; apply/prodf_neq0 => i _.
  by rewrite gt_eqF.
by rewrite -!mulmxA -!mulmxDr tau_layer // relu_scale.
Qed.

Theorem L2_permute (s : 'S_M) z : tau (perm_mx s *m W) (perm_mx s *m b) z = tau W b z.
Proof.
symmetry; apply: tau_unique; first by rewrite unitmx_mul u unitmx_perm.
by rewrite -!mulmxA -!mulmxDr tau_layer // relu_permute.
Qed.

Theorem L2_frame (K : 'M[R]_M) a z : K \in unitmx ->
  tau (W *m invmx K) (b - W *m invmx K *m a) (K *m z + a) = K *m tau W b z + a.
Proof.
move=> uK; symmetry; apply: tau_unique; first by rewrite unitmx_mul u unitmx_inv.
have e v : W *m invmx K *m (K *m v + a) + (b - W *m invmx K *m a) = W *m v + b.
  by rewrite mulmxDr mulmxA mulmxKV // addrACA subrr addr0.
by rewrite !e tau_layer.
Qed.
End Invariance.

Section Recursion.
Variables (R : realFieldType) (L M Q : nat) (th : params R L M Q) (x : 'cV[R]_M).
Fixpoint truncated l := if l is k.+1 then tau (cumW th l) (cumb th l) (truncated k) else x.
Hypothesis r : regular th.
Theorem L1 l : (l <= L)%N -> state th x l = cumW th l *m truncated l + cumb th l.
Proof.
elim: l => [|l IH] lt; first by rewrite /= mul1mx addr0.
rewrite [RHS]tau_layer ?cumW_unit // [LHS]/= IH ?(ltnW lt) //; congr relu.
by rewrite /= mulmxDr !mulmxA addrA.
Qed.
Theorem L1_output : out th x = rA th *m truncated L + rc th.
Proof. by rewrite /out L1 // mulmxDr mulmxA -addrA. Qed.
End Recursion.
