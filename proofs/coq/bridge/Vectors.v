(**************************************************************************************************)
(* Lists of real numbers (Spec.v) as vectors and matrices over the ordered field of the reals     *)
(*   V n v, Mx m n A == the vector and the matrix of a list                                       *)
(*   unV v, unM A    == the lists of a vector and of a matrix                                     *)
(**************************************************************************************************)
From Truncation Require Import Spec.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import RealNumbers.
From Theory Require Basic Network.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.
Notation RR := R_realFieldType.

Definition V n (v : vec) : 'cV[RR]_n := \col_(i < n) List.nth i v R0.
Definition Mx m n (A : mat) : 'M[RR]_(m, n) := \matrix_(i < m, j < n) List.nth j (List.nth i A nil)
  R0.
Definition unV n (v : 'cV[RR]_n) : vec := [seq v i 0 | i <- enum 'I_n].
Definition unM m n (A : 'M[RR]_(m, n)) : mat := [seq unV (row i A)^T | i <- enum 'I_m].

(** What the standard library and MathComp call by different names. *)
Lemma nthE T n (s : seq T) d : List.nth n s d = nth d s n.
Proof. by elim: s n => [|a s IH] [|n] //=. Qed.
Lemma mulRE a c : Rmult a c = (a : RR) * c. Proof. by []. Qed.
Lemma leRP (a c : RR) : reflect (Rle a c) (a <= c).
Proof. exact: R_lebP. Qed.
Lemma ltRP (a c : RR) : reflect (Rlt a c) (a < c).
Proof.
rewrite ltNge; apply: (iffP idP) => [/leRP/Rnot_le_lt //|h].
by apply/leRP; apply: Rlt_not_le.
Qed.
Lemma natRE n : INR n = n%:R :> RR.
Proof. by elim: n => // n IH; rewrite S_INR IH mulrSr. Qed.
Lemma invRE n : (0 < n)%N -> Rinv (INR n) = n%:R^-1 :> RR.
Proof.
move=> n0; have nz : n%:R != 0 :> RR by rewrite pnatr_eq0 -lt0n.
by rewrite natRE [RHS]/GRing.inv /= /R_inv nz.
Qed.
Lemma all_nthP T (P : T -> Prop) (s : seq T) d :
  List.Forall P s <-> (forall i, (i < size s)%N -> P (nth d s i)).
Proof.
split=> [|h]; first by elim=> [|a t Pa _ IH] [|i] //=; apply: IH.
by elim: s h => [|a s IH] h; constructor; [apply: (h 0%N)|apply: IH => i; apply: (h i.+1)].
Qed.

(** From lists and back. *)
Lemma V_inj n (u v : vec) : length u = n -> length v = n -> V n u = V n v -> u = v.
Proof.
move=> lu lv e; apply: (List.nth_ext _ _ R0 R0) => [|k]; rewrite lu ?lv // => /ssrnat.ltP lt.
by have := congr1 (fun m : 'cV[RR]_n => m (Ordinal lt) 0) e; rewrite !mxE.
Qed.
Lemma unV_len n (v : 'cV[RR]_n) : length (unV v) = n.
Proof. by rewrite -[LHS]/(size _) size_map size_enum_ord. Qed.
Lemma unVK n (v : 'cV[RR]_n) : V n (unV v) = v.
Proof.
apply/colP => i; rewrite mxE nthE (nth_map i) ?size_enum_ord // nth_ord_enum //.
Qed.
Lemma unM_shape m n (A : 'M[RR]_(m, n)) : Spec.shape m n (unM A).
Proof.
split; first by rewrite -[LHS]/(size _) size_map size_enum_ord.
apply/(all_nthP _ _ nil) => i; rewrite size_map size_enum_ord => lt.
by rewrite (nth_map (Ordinal lt)) ?size_enum_ord // unV_len.
Qed.
Lemma unMK m n (A : 'M[RR]_(m, n)) : Mx m n (unM A) = A.
Proof.
apply/matrixP => i j; rewrite mxE [List.nth i _ _]nthE (nth_map i) ?size_enum_ord // nth_ord_enum.
by have := congr1 (fun m : 'cV[RR]_n => m j 0) (unVK (row i A)^T); rewrite !mxE.
Qed.

(** Operations. *)
Lemma dot_bridge n (u v : vec) : length u = n -> length v = n ->
  Spec.dot u v = Basic.dot (V n u) (V n v).
Proof.
elim: u n v => [|a u IH] [|n] [|c v] //= => [_ _|[lu] [lv]]; first by rewrite /Basic.dot big_ord0.
rewrite /Basic.dot big_ord_recl !mxE (IH n) //; congr (_ + _).
by apply: eq_bigr => i _; rewrite !mxE.
Qed.

Lemma vadd_len n (u v : vec) : length u = n -> length v = n -> length (vadd u v) = n.
Proof. by elim: u v n => [|a u IH] [|c v] [|n] //= [lu] [lv]; rewrite (IH _ n). Qed.
Lemma vadd_bridge n (u v : vec) : length u = n -> length v = n -> V n (vadd u v) = V n u + V n v.
Proof.
move=> lu lv; apply/colP => i; rewrite !mxE.
elim: u n v lu lv i => [|a u IH] [|n] [|c v] //= => [_ _ [] //|[lu] [lv] [[|i] lt]] //=.
exact: (IH n v lu lv (Ordinal (lt : (i < n)%N))).
Qed.
Lemma vscale_len n k (u : vec) : length u = n -> length (vscale k u) = n.
Proof. by rewrite /vscale List.map_length. Qed.
Lemma vscale_bridge n (k : RR) (u : vec) : length u = n -> V n (vscale k u) = k *: V n u.
Proof.
move=> lu; apply/colP => i; rewrite !mxE !nthE.
by rewrite -[nth _ _ _]/(nth R0 (map _ u) i) (nth_map R0) // -[size u]/(length u) lu.
Qed.
Lemma vsub_len n (u v : vec) : length u = n -> length v = n -> length (vsub u v) = n.
Proof. by move=> lu lv; apply: vadd_len => //; apply: vscale_len. Qed.
Lemma vsub_bridge n (u v : vec) : length u = n -> length v = n -> V n (vsub u v) = V n u - V n v.
Proof.
move=> lu lv; rewrite vadd_bridge ?(vscale_len _ lv) // vscale_bridge //; congr (_ + _).
by have -> : IZR (-1) = -1 :> RR by []; rewrite scaleN1r.
Qed.
Lemma sqnorm_bridge n (u : vec) : length u = n -> sqnorm u = Basic.sqn (V n u).
Proof. by move=> lu; apply: dot_bridge. Qed.

Lemma mv_len m n (A : mat) (x : vec) : Spec.shape m n A -> length (mv A x) = m.
Proof. by move=> [lA _]; rewrite /mv List.map_length. Qed.
Lemma mv_bridge m n (A : mat) (x : vec) : Spec.shape m n A -> length x = n ->
  V m (mv A x) = Mx m n A *m V n x.
Proof.
move=> [lA rows] lx; apply/colP => i; rewrite !mxE.
have lt : (i < length A)%coq_nat by rewrite lA; apply/ssrnat.ltP.
have -> : List.nth i (mv A x) R0 = Spec.dot (List.nth i A nil) x.
  rewrite /mv (List.nth_indep _ R0 ((fun row => Spec.dot row x) nil)) ?List.map_length //.
  exact: (List.map_nth (fun row => Spec.dot row x)).
have lr : length (List.nth i A nil) = n by move/List.Forall_forall: rows; apply; apply: List.nth_In.
by rewrite (@dot_bridge n) //; apply: eq_bigr => j _; rewrite !mxE.
Qed.

Lemma affine_len m n (A : mat) (c x : vec) : Spec.shape m n A -> length c = m ->
  length (affine A c x) = m.
Proof. by move=> sA lc; apply: vadd_len => //; apply: mv_len sA. Qed.
Lemma affine_bridge m n (A : mat) (c x : vec) : Spec.shape m n A -> length c = m -> length x = n ->
  V m (affine A c x) = Mx m n A *m V n x + V m c.
Proof.
move=> sA lc lx; rewrite /affine vadd_bridge ?(mv_bridge sA lx) //.
exact: mv_len sA.
Qed.

Lemma relu_bridge n (v : vec) : length v = n -> V n (List.map relu v) = Network.relu (V n v).
Proof.
move=> lv; apply/colP => i; rewrite !mxE.
rewrite (List.nth_indep _ R0 (relu R0)); last by rewrite List.map_length lv; apply/ssrnat.ltP.
rewrite List.map_nth /relu; case: (leP (0 : RR) _) => [/R_lebP h|]; first exact: Rmax_right.
by rewrite ltNge => /negP h; apply: Rmax_left; case: (Rle_or_lt (List.nth i v R0) R0)
  => // /Rlt_le/R_lebP.
Qed.
