(**************************************************************************************************)
(* T4: the tangent map is the Frechet derivative                                                  *)
(*   size_le d h      == all entries of h are at most d in absolute value                         *)
(*   bigO size_le k f == f h = O(|h|^k) near h = 0, uniformly in the direction                    *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Network Jacobian.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

(** Through the units: near z the signs are those of z. *)
Section Units.
Variable R : realFieldType.
Lemma relu_mask n (z v : 'cV[R]_n) : (forall i, Num.sg (v i 0) = Num.sg (z i 0)) ->
  relu v = mask z v.
Proof.
move=> sg; apply/colP => i; rewrite !mxE -(same_gt0 (sg i)).
by case: ltP.
Qed.
Lemma mask_sub n (z u v : 'cV[R]_n) : mask z u - mask z v = mask z (u - v).
Proof. by apply/colP => i; rewrite !mxE; case: ifP => _ //; rewrite subrr. Qed.

Lemma remainder m n (A A' : 'M[R]_(m, n)) s ds s' (c c' : 'cV[R]_m) :
  (A + A') *m s' + (c + c') - (A *m s + c) - (A *m ds + (A' *m s + c')) =
  (A + A') *m (s' - s - ds) + A' *m ds.
Proof.
rewrite {1}[s'](go_back _ s ds); move: (s' - s - ds) => r.
by rewrite mulmxDr [_ *m (s + ds)]mulmxDr [_ *m s]mulmxDl [_ *m ds]mulmxDl remainder_terms.
Qed.

Variables (X : Type) (size : R -> X -> Prop).
Hypothesis mono : forall d e a, d <= e -> size d a -> size e a.
Lemma O_mask k n (z : 'cV[R]_n) f : bigO size k f -> bigO size k (fun a => mask z (f a)).
Proof.
move=> [C [d0 [C0 d00 le1 h]]]; exists C, d0; split=> // a d dd l s i j; rewrite mxE.
case: ifP => _; last by rewrite normr0 mulr_ge0 // exprn_ge0.
exact: h.
Qed.
Lemma O_relu n (z : 'cV[R]_n) f df : (forall i, z i 0 != 0) -> bigO size 1 df ->
  bigO size 2 (fun a => f a - z - df a) ->
  bigO size 2 (fun a => relu (f a) - relu z - mask z (df a)).
Proof.
move=> nz d1 r2; have near : cont size z f.
  by apply/O_cont/(O_eq (fun a => esym (subrK (df a) _)))/O_add => //; apply: O_weak.
have [d d0 same] := cont_sign mono near.
apply: (O_ext d0) (O_mask z r2) => a e _ le s.
have {}same i := same a (mono le s) i (nz i).
by rewrite (relu_mask same) (relu_mask (z := z) (v := z)) // !mask_sub.
Qed.
End Units.

Section Derivative.
Variables (R : realFieldType) (L M Q : nat).
Notation params := (params R L M Q).

(** All entries of h are at most d in absolute value. *)
Definition size_le d (h : params) :=
  [/\ forall i : 'I_L, mle d (h.1 i).1, forall i : 'I_L, mle d (h.1 i).2, mle d (WO h)
    & mle d (bO h)].
Lemma size_mono d e h : d <= e -> size_le d h -> size_le e h.
Proof. by move=> le [s1 s2 s3 s4]; split=> [i|i||]; apply: mle_le le _. Qed.

Lemma O_W l : bigO size_le 1 (fun h => W h l).
Proof.
apply: O_size => d h d0 [s _ _ _] i j; rewrite /W; case: insub => [r|]; first exact: s.
by rewrite mxE normr0.
Qed.
Lemma O_b l : bigO size_le 1 (fun h => b h l).
Proof.
apply: O_size => d h d0 [_ s _ _] i j; rewrite /b; case: insub => [r|]; first exact: s.
by rewrite mxE normr0.
Qed.
Lemma O_WO : bigO size_le 1 (@WO R L M Q).
Proof. by apply: O_size => d h d0 []. Qed.
Lemma O_bO : bigO size_le 1 (@bO R L M Q).
Proof. by apply: O_size => d h d0 []. Qed.

Variables (th : params) (x : 'cV[R]_M).
Hypothesis strict : forall l i, (l < L)%N -> pre th x l i 0 != 0.

Lemma size_close d e h : d < e -> size_le d h -> close e th (th + h).
Proof.
move=> lt [s1 s2 s3 s4].
by split=> [i|i||]; rewrite /= ?ffunE; apply: mle_close lt _.
Qed.

Lemma W_add (u v : params) l : W (u + v) l = W u l + W v l.
Proof. by rewrite -[u]scale1r W_lin !scale1r. Qed.
Lemma b_add (u v : params) l : b (u + v) l = b u l + b v l.
Proof. by rewrite -[u]scale1r b_lin !scale1r. Qed.

Lemma state_remainder l : (l <= L)%N ->
  bigO size_le 1 (fun h => dstate th h x l) /\ bigO size_le 2 (fun h => state (th + h)
    x l - state th x l - dstate th h x l).
Proof.
elim: l => [|l IH] lt /=.
  split; first exact: O_zero.
  by apply: O_eq (O_zero _ 2 _ _) => h; rewrite subrr subr0.
have [O1 O2] := IH (ltnW lt).
have d1 : bigO size_le 1 (fun h => W th l *m dstate th h x l + (W h l *m state th x l + b h l)).
  apply: O_add (O_mul (O_const _ _) O1) (O_add _ (O_b l)).
  exact: (O_mul (O_W l) (O_const _ _)).
split; first exact: O_mask.
apply: (O_relu size_mono _ d1) => [i|]; first exact: strict.
apply: O_eq (O_product (W th l) (O_W l) O2 O1) => h; rewrite W_add b_add.
exact: remainder.
Qed.

(** out(th + h) = out(th) + dout(h) + O(|h|^2), where dout is linear in h: the Frechet derivative.
  *)
Theorem derivative : bigO size_le 2 (fun h => out (th + h) x - out th x - dout th h x).
Proof.
have [O1 O2] := state_remainder (leqnn L); apply: O_eq (O_product (WO th) O_WO O2 O1) => h.
exact: remainder.
Qed.
End Derivative.
Arguments size_le {R L M Q} d h.
Arguments O_W {R L M Q} l.
Arguments O_b {R L M Q} l.
Arguments O_WO {R L M Q}.
