(** Invariance.v -- changes of W and b that do not change the truncation map (L2).
    Positive rescalings of the rows and permutations of the rows commute with relu; an affine change
    of the input moves tau along. This is why the minima are degenerate. *)
From Truncation Require Import Spec LinearAlgebra Vectors Truncation.
From Coq Require Import Lra Lia Permutation.
Import ListNotations.
Open Scope R_scope.

(** The diagonal matrix of the list s *)
Fixpoint diagonal_from (n : nat) (s : vec) (i : nat) : mat :=
  match s with [] => [] | k :: s' => vscale k (unit n i) :: diagonal_from n s' (S i) end.
Definition diagonal (s : vec) : mat := diagonal_from (length s) s 0.
(** The rows of the identity in the order p *)
Definition reorder (M : nat) (p : list nat) : mat := map (unit M) p.

Lemma dot_unit z i : dot (unit (length z) i) z = nth i z 0.
Proof. unfold unit; rewrite dot_unit_from by lia; now rewrite Nat.sub_0_r. Qed.
Lemma nth_relu z i : nth i (map relu z) 0 = relu (nth i z 0).
Proof. rewrite <- relu_0 at 1; apply map_nth. Qed.
Lemma diagonal_length n s : forall i, length (diagonal_from n s i) = length s.
Proof. induction s; intro; simpl; congruence. Qed.
Lemma diagonal_relu z s : Forall (Rle 0) s -> forall i,
  mv (diagonal_from (length z) s i) (map relu z) = map relu (mv (diagonal_from (length z) s i) z).
Proof.
  induction 1 as [|k s Hk Hs IH]; intro i; simpl; trivial. rewrite IH; f_equal.
  rewrite !dot_vscale_l, relu_scale, dot_unit by trivial; f_equal.
  rewrite <- (map_length relu z) at 1; now rewrite dot_unit, nth_relu.
Qed.
Lemma reorder_relu p z : mv (reorder (length z) p) (map relu z) = map relu (mv (reorder (length z) p) z).
Proof.
  unfold mv, reorder; rewrite !map_map; apply map_ext; intro i.
  rewrite dot_unit, <- nth_relu; rewrite <- (map_length relu z) at 1; apply dot_unit.
Qed.
(* D z multiplies entry by entry, so 1/D inverts D *)
Definition times (s z : vec) : vec := map (fun t => fst t * snd t) (combine s z).
Lemma skipn_nth z : forall i, (i < length z)%nat -> skipn i z = nth i z 0 :: skipn (S i) z.
Proof.
  induction z as [|a z IH]; intros [|i] H; simpl in *; try lia; trivial. apply IH; lia.
Qed.
Lemma mv_diagonal s z : forall i, (i + length s = length z)%nat ->
  mv (diagonal_from (length z) s i) z = times s (skipn i z).
Proof.
  induction s as [|k s IH]; intros i E; simpl in *; [reflexivity|].
  rewrite (skipn_nth z i), IH by lia; unfold times; simpl.
  now rewrite dot_vscale_l, dot_unit.
Qed.
Lemma times_inverse s : Forall (Rlt 0) s -> forall x, length x = length s ->
  times (map Rinv s) (times s x) = x /\ times s (times (map Rinv s) x) = x.
Proof.
  unfold times; induction 1 as [|k s Hk Hs IH]; intros [|a x] E; try discriminate; [now split|].
  destruct (IH x) as [E1 E2]; [simpl in E; congruence|].
  simpl; rewrite E1, E2; split; f_equal; field; lra.
Qed.
Lemma diagonal_inverse s : Forall (Rlt 0) s -> inverse (length s) (diagonal s) (diagonal (map Rinv s)).
Proof.
  intros Hs x Lx; destruct (times_inverse s Hs x Lx) as [E1 E2].
  assert (D : forall t z, length t = length z -> mv (diagonal t) z = times t z).
  { intros t z E; unfold diagonal; rewrite E; now apply (mv_diagonal t z 0). }
  assert (L : forall t, length t = length s -> length (times t x) = length s).
  { intros t E; unfold times; rewrite map_length, combine_length, Lx, E; apply Nat.min_id. }
  rewrite !(D s), !(D (map Rinv s)); rewrite ?map_length; auto;
    rewrite ?(D s), ?(D (map Rinv s)); rewrite ?map_length; auto;
    symmetry; apply L; rewrite ?map_length; trivial.
Qed.

Section Invariance.
Context {M : nat} {W V : mat} {b : vec} (HV : inverse M W V) (Hb : length b = M).

(** L2: tau_{DW,Db} = tau_{W,b} for a positive diagonal D, with (D W)^-1 = V D^-1 *)
Theorem tau_scale s x : Forall (Rlt 0) s -> length s = M ->
  tau (mm (diagonal s) W) (mm V (diagonal (map Rinv s))) (mv (diagonal s) b) x = tau W V b x.
Proof.
  intros Hs Ls; apply (tau_invariant HV Hb).
  - apply inverse_mm; trivial. rewrite <- Ls; now apply diagonal_inverse.
  - unfold diagonal; now rewrite diagonal_length.
  - intros z Hz; unfold diagonal; rewrite Ls, <- Hz; apply diagonal_relu.
    revert Hs; apply Forall_impl; intros; lra.
Qed.
(** L2: tau_{PW,Pb} = tau_{W,b} for a permutation P of the rows, whatever inverse of P W is used *)
Theorem tau_permute p V' x : Permutation p (seq 0 M) -> inverse M (mm (reorder M p) W) V' ->
  tau (mm (reorder M p) W) V' (mv (reorder M p) b) x = tau W V b x.
Proof.
  intros Hp H'; apply (tau_invariant HV Hb); trivial.
  - unfold reorder; rewrite map_length, (Permutation_length Hp); apply seq_length.
  - intros z <-; apply reorder_relu.
Qed.
(** L2: tau_{W K^-1, b - W K^-1 a} (K x + a) = K tau_{W,b}(x) + a *)
Theorem tau_moves K H a x : inverse M K H -> length x = M -> length a = M ->
  tau (mm W H) (mm K V) (vsub b (mv W (mv H a))) (affine K a x) = affine K a (tau W V b x).
Proof.
  intros HK Hx Ha; destruct (inverse_length _ _ _ HV) as [LW LV], (inverse_length _ _ _ HK) as [LK LH].
  assert (E : forall y, length y = M ->
    affine (mm W H) (vsub b (mv W (mv H a))) (affine K a y) = affine W b y).
  { intros y Hy; unfold affine; rewrite mv_vadd, !mv_mm, (inverse_left _ _ _ _ HK Hy).
    rewrite <- vadd_assoc; f_equal; rewrite vadd_comm; apply vadd_vsub.
    rewrite mv_length; congruence. }
  assert (HI : inverse M (mm W H) (mm K V)) by (apply inverse_mm; trivial; now apply inverse_sym).
  assert (HB : length (vsub b (mv W (mv H a))) = M)
    by (rewrite vsub_length; rewrite mv_length; congruence).
  apply (affine_injective HI HB); try (apply (tau_length HI)).
  - rewrite affine_length; congruence.
  - rewrite E by apply (tau_length HV); now rewrite (tau_layer HI HB), (tau_layer HV Hb), E.
Qed.
End Invariance.
