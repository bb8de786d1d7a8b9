(**************************************************************************************************)
(* Cumulative parameters of a list network: the hidden layers without their activation            *)
(*   rc_bridge       == linear_bias is the output bias whose cumulative value is 0                *)
(*   readout_bridge, apex_bridge == its readout of the points, and the apex of a layer            *)
(**************************************************************************************************)
From Truncation Require Import Spec Readouts.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import RealNumbers Basic Descent Network.
From Bridge Require Import Vectors Points ListNetworks Minima.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

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

(* the readout of the points, and the point that a layer collapses to *)
Lemma linear_map (B D : 'M[RR]_(Q, M)) d e : (forall z : 'cV[RR]_M, B *m z + d = D *m z + e) ->
  B = D /\ d = e.
Proof.
move=> h; have := h 0; rewrite !mulmx0 !add0r => de; split=> //; apply/matrixP => i j.
have := h (delta_mx j 0); rewrite de => /addIr /(congr1 (fun v : 'cV[RR]_Q => v i 0)).
by rewrite -!colE !mxE.
Qed.
Theorem readout_bridge A0 c0 : Spec.shape Q M A0 -> length c0 = Q -> reads Ls A c A0 c0 ->
  rA th = Mx Q M A0 /\ rc th = V Q c0.
Proof.
case: (ok) => _ sA lc sA0 lc0 e; apply: linear_map => z.
have lz := unV_len z; have [st et] := through_bridge (or_intror lz) (leqnn (length Ls)).
rewrite List.firstn_all in st et.
have := congr1 (V Q) (e (unV z)).
rewrite (affine_bridge sA0 lc0 lz) (affine_sized sA lc st) et unVK => ->.
by rewrite /rA /rc mulmxDr mulmxA -addrA.
Qed.
Theorem apex_bridge ls ps (j : 'I_Q) : length ls = Q -> regular th -> meets M Ls ls ps ->
  (List.nth j ls 0%N < length Ls)%N -> length (List.nth j ps nil) = M /\
  apex th (List.nth j ls 0%N) = V M (List.nth j ps nil).
Proof.
move=> lsQ r m lt; have [] := m j; [by rewrite lsQ; apply/ssrnat.ltP|exact/ssrnat.ltP|].
move=> lp z; split=> //; have [_ e] := through_bridge (or_intror lp) lt.
have {}e : cumW th (List.nth j ls 0%N).+1 *m V M (List.nth j ps nil) +
    cumb th (List.nth j ls 0%N).+1 = 0.
  rewrite -e; apply/colP => i; rewrite !mxE nthE; move: z; elim: (through _ _) (val i) => [|a s IH].
    by case.
  by move=> [|k] h; inversion h; subst=> //=; apply: IH.
by rewrite /apex -[cumb th _](addKr (cumW th (List.nth j ls 0%N).+1 *m V M (List.nth j ps nil))) e
  addr0 mulmxN opprK mulKmx // cumW_unit.
Qed.
End Cumulative.
